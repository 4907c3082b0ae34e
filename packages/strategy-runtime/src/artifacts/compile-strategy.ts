import type { Clock } from "@rara-trading/domain";
import { SDK_VERSION } from "@rara-trading/strategy-api";
import type { FailedSource } from "../compile/compile-outcome.ts";
import { COMPILER_VERSION, compileKey } from "../compile/compiler-identity.ts";
import type { StrategyCompiler } from "../compile/strategy-compiler.ts";
import { readStrategyMeta } from "../session/read-strategy-meta.ts";
import { sha256 } from "../sha256.ts";
import { DEFAULT_STRATEGY_LIMITS, type StrategyLimits } from "../strategy-limits.ts";
import { loadStrategyModule, type StrategyModule } from "../strategy-module.ts";
import type { StrategyArtifact, ArtifactStore } from "./artifact-store.ts";

/** What `compileStrategy` works with. */
export interface CompileStrategyOptions {
  readonly compiler: StrategyCompiler;
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
  /** The module came out of the store without asking the compiler. */
  readonly fromStore: boolean;
}

/**
 * Goes the whole way from source text to a module that can be run: store or compiler, validation, metering, meta, store.
 * @throws StrategyFault when the compiled module breaks a rule (its limits, its ABI, a trap in `meta`), and whatever
 * `StrategyCompiler.compile` throws.
 */
export async function compileStrategy(
  source: string,
  options: CompileStrategyOptions,
): Promise<CompiledStrategy | FailedSource> {
  const { compiler, store, limits = DEFAULT_STRATEGY_LIMITS } = options;
  const key = compileKey(source);
  const known = await store?.findCompiled(key);
  if (store !== undefined && known !== undefined) {
    const artifact = await store.load(known);
    // What is stored under a compile key has its source; if ever it has not, compiling again gives it one.
    if (artifact.source !== undefined) {
      return { kind: "compiled", artifact, module: loadStrategyModule(artifact.wasm, limits), fromStore: true };
    }
  }
  const outcome = await compiler.compile(source, options.signal);
  if (outcome.kind === "failed") return outcome;
  const module = loadStrategyModule(outcome.wasm, limits);
  const artifact = describe(source, key, outcome.wasm, module, options.clock);
  await store?.save(artifact);
  return { kind: "compiled", artifact, module, fromStore: false };
}

function describe(
  source: string,
  key: string,
  wasm: Uint8Array,
  module: StrategyModule,
  clock: Clock | undefined,
): StrategyArtifact {
  const meta = readStrategyMeta(module);
  const manifest = {
    sha256: module.sha256,
    sourceSha256: sha256(source),
    compileKey: key,
    name: meta.name,
    version: meta.version,
    sdkVersion: SDK_VERSION,
    compilerVersion: COMPILER_VERSION,
    meteringVersion: module.meteringVersion,
    limits: module.limits,
  };
  return { manifest: clock ? { ...manifest, createdAtMs: clock.nowMs() } : manifest, wasm, source };
}
