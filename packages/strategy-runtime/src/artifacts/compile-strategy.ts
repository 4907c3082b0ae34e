import { type Clock, RaraError } from "@rara-trading/domain";
import { SDK_VERSION } from "@rara-trading/strategy-api";
import type { CompileDiagnostic, CompileOutcome, FailedSource } from "../compile/compile-outcome.ts";
import { COMPILER_VERSION, compileKey } from "../compile/compiler-identity.ts";
import type { StrategyCompiler } from "../compile/strategy-compiler.ts";
import { compileRustStrategy, rustCompileKey } from "../rust/compile-rust-strategy.ts";
import { findRustToolchain, type RustSearch } from "../rust/find-rust-toolchain.ts";
import type { RustCompilerLimits } from "../rust/rust-limits.ts";
import { readStrategyMeta } from "../session/read-strategy-meta.ts";
import { sha256 } from "../sha256.ts";
import type { StrategyLanguage } from "../strategy-language.ts";
import { DEFAULT_STRATEGY_LIMITS, type StrategyLimits } from "../strategy-limits.ts";
import { loadStrategyModule, type StrategyModule } from "../strategy-module.ts";
import type { StrategyArtifact, ArtifactStore } from "./artifact-store.ts";

/** What a Rust source is compiled with. */
export interface RustOptions extends RustSearch {
  readonly limits?: Partial<RustCompilerLimits>;
}

/** What `compileStrategy` works with. */
export interface CompileStrategyOptions {
  /** Compiles AssemblyScript; it starts nothing before its first source. */
  readonly compiler: StrategyCompiler;
  /** What the source is written in; AssemblyScript when absent. */
  readonly language?: StrategyLanguage;
  /** Where to look for a Rust compiler; a source in Rust needs it. */
  readonly rust?: RustOptions;
  /** Where the artifact is kept and looked for; nothing is stored when absent. */
  readonly store?: ArtifactStore;
  readonly limits?: StrategyLimits;
  /** Dates new artifacts. */
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** A strategy that is ready to run. */
export interface CompiledStrategy {
  readonly kind: "compiled";
  readonly artifact: StrategyArtifact;
  readonly module: StrategyModule;
  /** What compiles but is rarely meant in this source, also when the module came out of the store. */
  readonly warnings: readonly CompileDiagnostic[];
  /** The module came out of the store without asking the compiler. */
  readonly fromStore: boolean;
}

/** A compiler with its identity, for one source. */
interface ChosenCompiler {
  readonly key: string;
  readonly provenance: { readonly language?: "rust"; readonly sdkVersion: string; readonly compilerVersion: string };
  readonly compile: () => Promise<CompileOutcome>;
}

/** A Rust source carries its SDK in itself. */
const SDK_IN_SOURCE = "in the source";

/**
 * Goes the whole way from source text to a module that can be run: store or compiler, validation, metering, meta, store.
 * @throws StrategyFault when the compiled module breaks a rule (its limits, its ABI, a trap in `meta`), and whatever
 * `StrategyCompiler.compile` or `compileRustStrategy` throws.
 */
export async function compileStrategy(
  source: string,
  options: CompileStrategyOptions,
): Promise<CompiledStrategy | FailedSource> {
  const { store, limits = DEFAULT_STRATEGY_LIMITS } = options;
  const { key, provenance, compile } = await chooseCompiler(source, options);
  const known = await store?.findCompiled(key);
  if (store !== undefined && known !== undefined) {
    const artifact = await store.load(known.sha256);
    // What is stored under a compile key has its source; if ever it has not, compiling again gives it one.
    if (artifact.source !== undefined) {
      const module = loadStrategyModule(artifact.wasm, limits);
      return { kind: "compiled", artifact, module, warnings: known.warnings, fromStore: true };
    }
  }
  const outcome = await compile();
  if (outcome.kind === "failed") return outcome;
  const { wasm, warnings = [] } = outcome;
  const module = loadStrategyModule(wasm, limits);
  const artifact = { manifest: describe(source, key, provenance, module, options.clock), wasm, source };
  await store?.save(warnings.length === 0 ? artifact : { ...artifact, warnings });
  return { kind: "compiled", artifact, module, warnings, fromStore: false };
}

async function chooseCompiler(source: string, options: CompileStrategyOptions): Promise<ChosenCompiler> {
  const { compiler, rust, signal } = options;
  if (options.language !== "rust") {
    const provenance = { sdkVersion: SDK_VERSION, compilerVersion: COMPILER_VERSION };
    return { key: compileKey(source), provenance, compile: () => compiler.compile(source, signal) };
  }
  if (rust === undefined) throw withoutRust();
  // The compiler's version is part of the artifact's identity, so it is asked even when the artifact is known.
  const toolchain = await findRustToolchain(rust);
  const provenance = { language: "rust", sdkVersion: SDK_IN_SOURCE, compilerVersion: toolchain.version } as const;
  const compile = (): Promise<CompileOutcome> =>
    compileRustStrategy(source, { ...rust, toolchain, ...(signal ? { signal } : {}) });
  return { key: rustCompileKey(source, toolchain), provenance, compile };
}

function describe(
  source: string,
  key: string,
  provenance: ChosenCompiler["provenance"],
  module: StrategyModule,
  clock: Clock | undefined,
): StrategyArtifact["manifest"] {
  const meta = readStrategyMeta(module);
  return {
    sha256: module.sha256,
    sourceSha256: sha256(source),
    compileKey: key,
    name: meta.name,
    version: meta.version,
    ...provenance,
    meteringVersion: module.meteringVersion,
    limits: module.limits,
    ...(clock ? { createdAtMs: clock.nowMs() } : {}),
  };
}

function withoutRust(): RaraError {
  return new RaraError("Expected to be told where to look for a Rust compiler, found nothing", {
    category: "bug",
    code: "internal",
  });
}
