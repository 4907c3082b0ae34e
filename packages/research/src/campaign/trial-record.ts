import type { GateCheck, Hypothesis, PerformanceMetrics } from "@rara-trading/domain";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { RungScore } from "../halving/rung.ts";
import type { ModelFacts } from "../ledger/trial-ledger.ts";
import type { TrialRule } from "../model/trial-rule.ts";

/** A trial while its campaign judges it. */
export interface TrialRecord<Rule extends TrialRule = StrategyTree> {
  readonly trialId: string;
  readonly index: number;
  readonly hypothesis: Hypothesis;
  readonly tree: Rule;
  /** Absent when no model had to do with it. */
  readonly model?: ModelFacts;
  /** On the research span at 10 % volatility; `null` when the evaluation failed, or broke off on a rung. */
  readonly metrics: PerformanceMetrics | null;
  /** As traded, one a day it was evaluated on, as the ledger stores them; `null` when the evaluation failed. */
  readonly dailyReturns: Float32Array | null;
  /** Fraction of equity that gives 10 % volatility, at most 1. */
  readonly equityFraction: number;
  /** Checks of the gates that look at one hypothesis, as far as they were asked. */
  readonly checks: readonly GateCheck[];
  /** What it showed on the beginning of the span, where it was evaluated first; absent when it was evaluated on all at once. */
  readonly rungs?: readonly RungScore[];
  /** Why the evaluation failed, if it did. */
  readonly failure: { readonly code: string; readonly reason: string } | null;
}

/** Returns the first check that said no. */
export function firstRefusal(checks: readonly GateCheck[]): GateCheck | undefined {
  return checks.find((check) => !check.passed);
}
