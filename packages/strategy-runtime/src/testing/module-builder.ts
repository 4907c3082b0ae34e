import { ByteWriter } from "../wasm/byte-writer.ts";
import { MODULE_HEADER, SectionId } from "../wasm/parse-module.ts";

/** A function of a hand-made module: code without the final `end`. */
export interface FunctionSketch {
  readonly parameters?: readonly number[];
  readonly results?: readonly number[];
  /** Groups of locals: how many, of which type. */
  readonly locals?: readonly (readonly [count: number, type: number])[];
  readonly code: Uint8Array | readonly number[];
  readonly exportAs?: string;
}

/** Assembles WebAssembly modules byte by byte, the malicious ones that no compiler would make included. */
export class ModuleBuilder {
  readonly #types: Uint8Array[] = [];
  readonly #imports: Uint8Array[] = [];
  readonly #functions: number[] = [];
  readonly #bodies: Uint8Array[] = [];
  readonly #exports: Uint8Array[] = [];
  readonly #globals: Uint8Array[] = [];
  readonly #sections = new Map<number, Uint8Array>();
  #importedFunctions = 0;

  /** Imports a function and returns its index; imports come before functions. */
  importFunction(module: string, name: string, parameters: readonly number[], results: readonly number[]): number {
    this.importAny(module, name, [0x00, ...leb(this.#type(parameters, results))]);
    return this.#importedFunctions++;
  }

  /** Imports anything: `descriptor` is the kind and what follows it. */
  importAny(module: string, name: string, descriptor: readonly number[]): this {
    this.#imports.push(
      written((out) => {
        out.name(module);
        out.name(name);
        out.bytes(descriptor);
      }),
    );
    return this;
  }

  /** Adds a function and returns its index. */
  addFunction({ parameters = [], results = [], locals = [], code, exportAs }: FunctionSketch): number {
    const index = this.#importedFunctions + this.#functions.length;
    this.#functions.push(this.#type(parameters, results));
    this.#bodies.push(
      written((out) => {
        out.u32(locals.length);
        for (const [count, type] of locals) {
          out.u32(count);
          out.byte(type);
        }
        out.bytes(code);
        out.byte(0x0b);
      }),
    );
    if (exportAs !== undefined) this.exportAny(exportAs, 0x00, index);
    return index;
  }

  /** Adds a global from its type, mutability and initialiser (`end` included) and returns its index. */
  addGlobal(definition: readonly number[]): number {
    return this.#globals.push(Uint8Array.from(definition)) - 1;
  }

  exportAny(name: string, kind: number, index: number): this {
    this.#exports.push(
      written((out) => {
        out.name(name);
        out.byte(kind);
        out.u32(index);
      }),
    );
    return this;
  }

  /** Sets a section to these bytes, whatever they are. */
  section(id: number, contents: Uint8Array | readonly number[]): this {
    this.#sections.set(id, Uint8Array.from(contents));
    return this;
  }

  /** Puts `bytes` into memory at `address`. */
  data(address: number, bytes: Uint8Array): this {
    return this.section(
      SectionId.data,
      written((out) => {
        out.bytes([1, 0, 0x41]);
        out.signed(address);
        out.byte(0x0b);
        out.sized(bytes);
      }),
    );
  }

  build(): Uint8Array {
    const given = (id: number, items: readonly Uint8Array[]): Uint8Array | undefined =>
      this.#sections.get(id) ?? (items.length > 0 ? vector(items) : undefined);
    const functions = this.#functions.map((type) => Uint8Array.from(leb(type)));
    const bodies = this.#bodies.map((body) => written((out) => out.sized(body)));
    const sections: readonly (readonly [number, Uint8Array | undefined])[] = [
      [SectionId.type, given(SectionId.type, this.#types)],
      [SectionId.import, given(SectionId.import, this.#imports)],
      [SectionId.function, given(SectionId.function, functions)],
      [SectionId.table, this.#sections.get(SectionId.table)],
      [SectionId.memory, this.#sections.get(SectionId.memory)],
      [13, this.#sections.get(13)],
      [SectionId.global, given(SectionId.global, this.#globals)],
      [SectionId.export, given(SectionId.export, this.#exports)],
      [SectionId.start, this.#sections.get(SectionId.start)],
      [SectionId.element, this.#sections.get(SectionId.element)],
      [SectionId.dataCount, this.#sections.get(SectionId.dataCount)],
      [SectionId.code, given(SectionId.code, bodies)],
      [SectionId.data, this.#sections.get(SectionId.data)],
      [SectionId.custom, this.#sections.get(SectionId.custom)],
    ];
    return written((out) => {
      out.bytes(MODULE_HEADER);
      for (const [id, contents] of sections) {
        if (contents === undefined) continue;
        out.byte(id);
        out.sized(contents);
      }
    });
  }

  #type(parameters: readonly number[], results: readonly number[]): number {
    return (
      this.#types.push(
        written((out) => {
          out.byte(0x60);
          out.sized(Uint8Array.from(parameters));
          out.sized(Uint8Array.from(results));
        }),
      ) - 1
    );
  }
}

/** Returns an unsigned LEB128 number. */
export function leb(value: number): number[] {
  return [...written((out) => out.u32(value))];
}

/** Returns `instructions` repeated `count` times. */
export function repeated(instructions: readonly number[], count: number): Uint8Array {
  const bytes = new Uint8Array(instructions.length * count);
  for (let i = 0; i < count; i++) bytes.set(instructions, i * instructions.length);
  return bytes;
}

/** Returns an `i32.const` instruction; `value` is not negative. */
export function i32Const(value: number): number[] {
  return [
    ...written((out) => {
      out.byte(0x41);
      out.signed(value);
    }),
  ];
}

/** Returns an `f64.const` instruction. */
export function f64Const(value: number): number[] {
  return [0x44, ...new Uint8Array(new Float64Array([value]).buffer)];
}

function vector(items: readonly Uint8Array[]): Uint8Array {
  return written((out) => {
    out.u32(items.length);
    for (const item of items) out.bytes(item);
  });
}

function written(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter();
  write(out);
  return out.written().slice();
}
