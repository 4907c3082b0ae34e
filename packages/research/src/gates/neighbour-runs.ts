import { StrategyFault } from "@rara-trading/domain";
import type { RunnableRule } from "../model/trial-rule.ts";
import type { CandidateLab } from "./candidate-lab.ts";
import type { TradedRule } from "./traded-rule.ts";

/** A neighbour that was evaluated; every one is a trial and goes to the ledger. */
export interface NeighbourRun {
  readonly rule: RunnableRule;
  /** One simple return a UTC day that has bars, as traded; `null` of code that broke with these parameters. */
  readonly dailyReturns: Float64Array | null;
  /** Why it broke, if it did. */
  readonly failure: { readonly code: string; readonly reason: string } | null;
}

/** Trades neighbours of a candidate on the candidate's bars, one run each. */
export function tradeNeighbours(lab: CandidateLab, neighbours: readonly TradedRule[]): readonly NeighbourRun[] {
  return neighbours.map((traded): NeighbourRun => {
    const { rule } = traded;
    try {
      return { rule, dailyReturns: lab.trade({ rule: traded }).dailyReturns, failure: null };
    } catch (error) {
      if (!(error instanceof StrategyFault)) throw error;
      return { rule, dailyReturns: null, failure: { code: error.code, reason: error.message } };
    }
  });
}

/** Returns a neighbour's annualised Sharpe ratio; `null` when it never traded, or broke. */
export function neighbourSharpe(lab: CandidateLab, { dailyReturns }: NeighbourRun): number | null {
  return dailyReturns === null ? null : lab.sharpeOf(dailyReturns);
}
