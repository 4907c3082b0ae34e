import type { Hypothesis } from "@rara-trading/domain";
import type { Rung } from "../halving/rung.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { Behaviour } from "./behaviour.ts";

/** A place in the order of proposals. */
export interface ProposalPlace {
  /** 0, 1, 2 … within one generator. */
  readonly index: number;
  readonly hypothesisId: string;
}

/** A hypothesis together with the rule that states it. */
export interface Proposal {
  /** 0, 1, 2 … within one generator. */
  readonly index: number;
  readonly hypothesis: Hypothesis;
  readonly tree: StrategyTree;
  /** Whether no earlier proposal had this tree; false only when the attempts to find a new one ran out. */
  readonly novel: boolean;
  /** Beginnings of the span on which it is evaluated first, the shortest first; on all of the span at once when absent. */
  readonly rungs?: readonly Rung[];
}

/** What became of a proposal on the research data. */
export interface ProposalOutcome {
  readonly hypothesisId: string;
  /** Annualised, of the returns the search is judged by; `null` when undefined (no trade, no variance) or failed. */
  readonly sharpe: number | null;
  /** Daily returns the Sharpe ratio was computed from. */
  readonly days: number;
  /** Closed round trips. */
  readonly roundTrips: number;
  /** What it did, and what it earned each day; `null` when it failed or never traded: it then has no niche. */
  readonly conduct: (Behaviour & { readonly dailyReturns: ArrayLike<number> }) | null;
  /** Bars it was evaluated on, those of the rungs included: what it cost. */
  readonly bars: number;
  /** Whether a rung dropped it: it then says nothing of whether the search stagnates. */
  readonly dropped?: boolean;
}

/** The port through which hypotheses come: it proposes, is told what became of them, and may learn. */
export interface HypothesisGenerator {
  /** Returns the next proposal. Several may be under way at once. */
  next(): Proposal;
  /** Takes the next place for a tree from elsewhere, such as a language model: it is reported and bred from like the others. */
  adopt(tree: StrategyTree, parentIds: readonly string[]): Proposal;
  /** Leaves the next place to something that is no tree; nothing is reported of it. */
  pass(): ProposalPlace;
  /**
   * Takes the outcome of a proposal, once each, in any order; the order is part of what determines later proposals. Returns
   * whether the generator learned of something better than it had.
   */
  report(outcome: ProposalOutcome): boolean;
}
