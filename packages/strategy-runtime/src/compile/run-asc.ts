import type * as Asc from "assemblyscript/asc";
import { STRATEGY_FILE } from "../strategy-file.ts";
import type { CompileDiagnostic } from "./compile-outcome.ts";
import type { UnoptimisedModule } from "./compile-protocol.ts";
import { type CompilerMessage, diagnosticsOf } from "./compiler-message.ts";
import type { LibraryCache, LibraryParser } from "./library-cache.ts";
import { NO_PLACE, placeAt } from "./source-place.ts";
import { ERROR_CATEGORY } from "./syntax-tree.ts";

/** Everything that one compilation reads: nothing comes from disk. */
export interface AscInput {
  readonly source: string;
  /** The SDK's files by path. */
  readonly sdk: ReadonlyMap<string, string>;
  readonly flags: readonly string[];
  /** Host functions that a module may import, as `module.name`. */
  readonly allowedImports: readonly string[];
  readonly hasRiskLevels: boolean;
  /** The SDK's `candle-columns.ts` for this source. */
  readonly candleColumns: string;
}

/** What the compiler made, before anybody has looked into it. */
export type AscResult =
  | {
      readonly kind: "compiled";
      readonly wasm: Uint8Array;
      /** A source map (revision 3, JSON) of its bytes. */
      readonly sourceMap: string;
      readonly unoptimised: UnoptimisedModule | undefined;
    }
  | { readonly kind: "failed"; readonly diagnostics: readonly CompileDiagnostic[] };

/** The part of a module that the compiler hands to a transform, which its declarations give another type. */
interface AscModule {
  emitBinary(sourceMapUrl: string): { readonly binary: Uint8Array; readonly sourceMap: string };
}

const ENTRY_FILE = "entry.ts";
const RISK_BINDING_FILE = "risk-levels-binding.ts";
const CANDLE_COLUMNS_FILE = "candle-columns.ts";
const OUT_FILE = "strategy.wasm";
/** The folder that the compiler believes the SDK lies in. */
const SDK_FOLDER = "sdk";

/**
 * Runs the compiler on one strategy. It may also exit the process or never return, so it belongs into a worker. A `cache`
 * saves parsing the library again.
 */
export async function runAsc(asc: typeof Asc, input: AscInput, cache?: LibraryCache): Promise<AscResult> {
  const messages: CompilerMessage[] = [];
  const stderr = asc.createMemoryStream();
  let wasm: Uint8Array | undefined;
  let sourceMap = "";
  let unoptimised: UnoptimisedModule | undefined;
  const { error } = await asc.main(
    [ENTRY_FILE, "--outFile", OUT_FILE, "--lib", SDK_FOLDER, "--noColors", ...input.flags],
    {
      stdout: asc.createMemoryStream(),
      stderr,
      readFile: (name, folder) => readFrom(input, name, folder),
      writeFile: (_name, contents) => {
        if (typeof contents === "string") sourceMap = contents;
        else wasm = contents;
      },
      listFiles: () => [],
      transforms: transformsOf(cache, (module) => {
        if (input.source.includes("/")) unoptimised = emitUnoptimised(module);
      }),
      reportDiagnostic: ({ category, code, message, range, relatedRange }) => {
        if (category !== ERROR_CATEGORY) return;
        const own = [range, relatedRange].find((candidate) => candidate?.source.normalizedPath === STRATEGY_FILE);
        messages.push({ code, message: own ? message : elsewhere(message, range), offset: own?.start });
      },
    },
  );
  if (error === null && wasm !== undefined) {
    const diagnostics = checkImports(input, wasm);
    return diagnostics.length > 0
      ? { kind: "failed", diagnostics }
      : { kind: "compiled", wasm, sourceMap, unoptimised };
  }
  if (messages.length === 0)
    messages.push({ code: 0, message: error?.message ?? stderr.toString(), offset: undefined });
  return { kind: "failed", diagnostics: diagnosticsOf(input.source, messages) };
}

/**
 * A transform that only looks, at the parser before it parses anything and at the module before it is optimised. Sound:
 * the compiler gives `program` to the prototype before it constructs one, and calls the hooks that are there.
 */
function transformsOf(
  cache: LibraryCache | undefined,
  look: (module: AscModule) => void,
): NonNullable<Asc.APIOptions["transforms"]> {
  class Looking {
    declare readonly program: { readonly parser: LibraryParser };

    constructor() {
      cache?.attach(this.program.parser);
    }

    afterCompile(module: AscModule): void {
      look(module);
    }
  }
  return [Looking] as unknown as NonNullable<Asc.APIOptions["transforms"]>;
}

/** Emits the module as it is between the compiler's front end and its optimiser. */
function emitUnoptimised(module: AscModule): UnoptimisedModule {
  const emitted = module.emitBinary(`${OUT_FILE}.map`);
  return { wasm: emitted.binary, sourceMap: emitted.sourceMap };
}

function readFrom(input: AscInput, name: string, folder: string): string | null {
  const path = name.replace(/^\.\//, "");
  if (path === CANDLE_COLUMNS_FILE) return input.candleColumns;
  if (folder === SDK_FOLDER || folder === `./${SDK_FOLDER}`) return input.sdk.get(path) ?? null;
  if (path === STRATEGY_FILE) return input.source;
  if (path === ENTRY_FILE) return input.sdk.get(ENTRY_FILE) ?? null;
  if (path === RISK_BINDING_FILE) {
    return input.sdk.get(`risk-levels-binding.${input.hasRiskLevels ? "given" : "none"}.ts`) ?? null;
  }
  return null;
}

function elsewhere(message: string, range: Asc.Range | null): string {
  return range === null ? message : `${message} (in ${range.source.normalizedPath})`;
}

/** Host functions that the code asks for without an import statement, such as Date.now. */
function checkImports({ source, allowedImports }: AscInput, wasm: Uint8Array): readonly CompileDiagnostic[] {
  return WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(wasm)))
    .filter(({ module, name }) => !allowedImports.includes(`${module}.${name}`))
    .map(({ module, name }) => forbiddenImport(source, module, name));
}

function forbiddenImport(source: string, module: string, name: string): CompileDiagnostic {
  const offset = source.indexOf(name);
  return {
    ...(offset === -1 ? NO_PLACE : placeAt(source, offset)),
    message: `Expected no host functions, found a use of ${module}.${name}`,
    code: "rara.import",
    hint: "A strategy sees only candles and the SDK: for the time of a bar use time().",
  };
}
