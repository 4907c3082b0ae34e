import { type CompileDiagnostic, type CompileOutcome, StrategyCompiler } from "@rara-trading/strategy-runtime";

/** A compiler that remembers the warnings of what it compiled last; `undefined` before it was asked. */
export class WarningCompiler extends StrategyCompiler {
  #warnings: readonly CompileDiagnostic[] | undefined;

  /** Warnings of the last source that compiled. */
  get warnings(): readonly CompileDiagnostic[] | undefined {
    return this.#warnings;
  }

  override async compile(source: string, signal?: AbortSignal): Promise<CompileOutcome> {
    const outcome = await super.compile(source, signal);
    this.#warnings = outcome.kind === "compiled" ? (outcome.warnings ?? []) : undefined;
    return outcome;
  }
}
