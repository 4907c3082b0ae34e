import { type Clock, StrategyFault } from "@rara-trading/domain";
import type { CompiledCode, CompiledDraft, MeteredProduct, StrategyWorkshop } from "@rara-trading/research";
import {
  type CompileDiagnostic,
  compileStrategy,
  FileArtifactStore,
  openStrategySession,
  type StrategyCompiler,
} from "@rara-trading/strategy-runtime";

/** Diagnostics that a fault's message carries; its details carry all. */
const DIAGNOSTICS_SHOWN = 3;

/** Returns the fault of a source that does not compile. */
function rejectedSource(diagnostics: readonly CompileDiagnostic[]): StrategyFault {
  const shown = diagnostics.slice(0, DIAGNOSTICS_SHOWN).map(({ line, message }) => `line ${line ?? "?"}: ${message}`);
  return new StrategyFault("invalid-module", `Expected the strategy to compile, found ${shown.join("; ")}`);
}

/** What a workshop works with; all of it is lent. */
export interface WorkshopTools {
  readonly homePath: string;
  readonly compiler: StrategyCompiler;
  readonly clock: Clock;
}

/** Compiles strategies into the artifact store of a home folder. */
export class CompilingWorkshop implements StrategyWorkshop {
  readonly #compiler: StrategyCompiler;
  readonly #store: FileArtifactStore;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor({ homePath, compiler, clock }: WorkshopTools, signal: AbortSignal) {
    this.#compiler = compiler;
    this.#store = new FileArtifactStore(homePath);
    this.#clock = clock;
    this.#signal = signal;
  }

  async make(source: string): Promise<MeteredProduct> {
    const made = await compileStrategy(source, {
      compiler: this.#compiler,
      store: this.#store,
      clock: this.#clock,
      signal: this.#signal,
    });
    if (made.kind === "failed") throw rejectedSource(made.diagnostics);
    const { module } = made;
    const { callFuel: call, meanBarFuel: meanBar } = module.limits;
    return {
      sha256: module.sha256,
      newSession: () => openStrategySession(module),
      fuelLimits: { call, meanBar },
    };
  }

  /** Most code of a model is evaluated once: it is compiled without being stored. @throws StrategyFault as `compileStrategy`. */
  async compile(source: string): Promise<CompiledDraft<CompiledCode>> {
    const made = await compileStrategy(source, { compiler: this.#compiler, signal: this.#signal });
    if (made.kind === "failed") return { kind: "failed", findings: made.diagnostics };
    const newSession: CompiledCode["newSession"] = (parameters = {}) =>
      openStrategySession(made.module, { parameters });
    return { kind: "compiled", product: { newSession } };
  }
}
