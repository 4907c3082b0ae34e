import { type Clock, StrategyFault } from "@rara-trading/domain";
import type { CompiledCode, CompiledDraft, StrategyWorkshop, WorkshopProduct } from "@rara-trading/research";
import {
  type CompileDiagnostic,
  compileStrategy,
  FileArtifactStore,
  openStrategySession,
  StrategyCompiler,
} from "@rara-trading/strategy-runtime";

/** Diagnostics that a fault's message carries; its details carry all. */
const DIAGNOSTICS_SHOWN = 3;

/** Returns the fault of a source that does not compile. */
function rejectedSource(diagnostics: readonly CompileDiagnostic[]): StrategyFault {
  const shown = diagnostics.slice(0, DIAGNOSTICS_SHOWN).map(({ line, message }) => `line ${line ?? "?"}: ${message}`);
  return new StrategyFault("invalid-module", `Expected the strategy to compile, found ${shown.join("; ")}`);
}

/**
 * Printed strategies are small and ours, so a long compilation means a busy machine: better to wait than to let the
 * load decide about a run.
 */
const COMPILE_TIMEOUT_MS = 120_000;

/** Compiles strategies into the artifact store of a home folder. The compiler's worker starts with the first source. */
export class CompilingWorkshop implements StrategyWorkshop, AsyncDisposable {
  readonly #compiler = new StrategyCompiler({
    timeoutMs: COMPILE_TIMEOUT_MS,
    startTimeoutMs: COMPILE_TIMEOUT_MS,
    // A campaign compiles at most the few that it promotes.
    fewSources: true,
  });
  readonly #store: FileArtifactStore;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(homePath: string, clock: Clock, signal: AbortSignal) {
    this.#store = new FileArtifactStore(homePath);
    this.#clock = clock;
    this.#signal = signal;
  }

  async make(source: string): Promise<WorkshopProduct> {
    const made = await compileStrategy(source, {
      compiler: this.#compiler,
      store: this.#store,
      clock: this.#clock,
      signal: this.#signal,
    });
    if (made.kind === "failed") throw rejectedSource(made.diagnostics);
    return { sha256: made.module.sha256, newSession: () => openStrategySession(made.module) };
  }

  /** Most code of a model is evaluated once: it is compiled without being stored. @throws StrategyFault as `compileStrategy`. */
  async compile(source: string): Promise<CompiledDraft<CompiledCode>> {
    const made = await compileStrategy(source, { compiler: this.#compiler, signal: this.#signal });
    if (made.kind === "failed") return { kind: "failed", findings: made.diagnostics };
    const newSession: CompiledCode["newSession"] = (parameters = {}) =>
      openStrategySession(made.module, { parameters });
    return { kind: "compiled", product: { newSession } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiler[Symbol.asyncDispose]();
  }
}
