import type { RandomSource, StrategySession } from "@rara-trading/domain";
import type { RunnableRule } from "../model/trial-rule.ts";

/** What happens to decisions between a rule and the market. */
export interface DecisionStress {
  /** Bars by which every decision comes too late. */
  readonly delayBars?: number;
  /** Decisions that never reach the market: the position stays what it was until the next decision. */
  readonly missed?: { readonly share: number; readonly random: RandomSource };
}

/** A rule as a laboratory trades it: a tree from its columns, or code in its sandbox. */
export interface TradedRule {
  /** As the ledger stores it. */
  readonly rule: RunnableRule;
  /** Returns a fresh session over the bars of the laboratory. @throws StrategyFault for what a strategy's code does. */
  newSession(stress: DecisionStress): StrategySession;
  /**
   * Returns up to `count` different rules that are this one with every parameter moved by a random fraction of at most `spread`:
   * fewer when it has too few parameters to move.
   */
  neighbours(count: number, spread: number, random: RandomSource): readonly TradedRule[];
}
