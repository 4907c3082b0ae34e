import type { GateCheck, Hypothesis, PerformanceMetrics } from "@rara-trading/domain";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";

/** A trial while its campaign judges it. */
export interface TrialRecord {
  readonly trialId: string;
  readonly index: number;
  readonly hypothesis: Hypothesis;
  readonly tree: StrategyTree;
  /** On the research span at 10 % volatility; `null` when the evaluation failed. */
  readonly metrics: PerformanceMetrics | null;
  /** As traded, one a day, as the ledger stores them; `null` when the evaluation failed. */
  readonly dailyReturns: Float32Array | null;
  /** Fraction of equity that gives 10 % volatility, at most 1. */
  readonly equityFraction: number;
  /** Checks of the gates that look at one hypothesis, as far as they were asked. */
  readonly checks: readonly GateCheck[];
  /** Why the evaluation failed, if it did. */
  readonly failure: { readonly code: string; readonly reason: string } | null;
}

/** Returns the first check that said no. */
export function firstRefusal(checks: readonly GateCheck[]): GateCheck | undefined {
  return checks.find((check) => !check.passed);
}
