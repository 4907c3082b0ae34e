import type { CodeLine } from "./line-section.ts";

/** A function type: value type codes of what it takes and returns. */
export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

/** A function that the host is asked for. */
export interface FunctionImport {
  readonly module: string;
  readonly name: string;
  readonly typeIndex: number;
}

/** Kinds of exports, by their binary code. */
export const ExportKind = { function: 0, table: 1, memory: 2, global: 3 } as const;

/** Something that the module offers to the host. */
export interface ModuleExport {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** Minimum and, if given, maximum of a memory (in pages) or table (in elements). */
export interface SizeRange {
  readonly min: number;
  readonly max: number | undefined;
}

/** A table of references. */
export interface TableDeclaration {
  readonly elementType: number;
  readonly size: SizeRange;
}

/** Where a function body lies: offsets in the module of its locals and of the byte behind its last `end`. */
export interface BodyRange {
  readonly from: number;
  readonly to: number;
}

/** The parts of a module that the pass needs; everything in it has passed the limits and the allow-list. */
export interface WasmModule {
  readonly bytes: Uint8Array;
  readonly types: readonly FunctionType[];
  readonly imports: readonly FunctionImport[];
  /** Type index of each function that the module defines. */
  readonly functionTypes: readonly number[];
  readonly globalCount: number;
  readonly memory: SizeRange | undefined;
  readonly table: TableDeclaration | undefined;
  readonly exports: readonly ModuleExport[];
  readonly startFunction: number | undefined;
  /** Functions that a table may hold, apart from those that bodies name. */
  readonly referencedFunctions: ReadonlySet<number>;
  readonly bodies: readonly BodyRange[];
  /** Contents of the standard sections, by section id. */
  readonly sections: ReadonlyMap<number, Uint8Array>;
  /** The custom section that names functions, if there is one. */
  readonly nameSection: Uint8Array | undefined;
  /** Lines of the source that the code was made from, in order; empty when the module does not say. */
  readonly lines: readonly CodeLine[];
}

/** Returns the type index of function `index`, imported or defined. */
export function typeIndexOf(module: WasmModule, index: number): number {
  const imported = module.imports[index];
  return imported ? imported.typeIndex : (module.functionTypes[index - module.imports.length] ?? -1);
}

/** Returns the type of function `index`, imported or defined. */
export function functionType(module: WasmModule, index: number): FunctionType | undefined {
  return module.types[typeIndexOf(module, index)];
}
