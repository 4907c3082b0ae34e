import { isSymmetric } from "../hypothesis/mirror.ts";
import { conditionsOf, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { nodeCount, ruleNodeCount } from "../hypothesis/tree-size.ts";
import type { ProposalOutcome } from "./hypothesis-generator.ts";

/** Sharpe that a node costs: the longer of two equal statements is the likelier accident. */
const COMPLEXITY_PENALTY = 0.02;

/** Round trips below which a Sharpe ratio says little about the rule. */
const ROUND_TRIPS_WANTED = 30;

/** Sharpe that a rule without any round trip loses; less the nearer it comes to `ROUND_TRIPS_WANTED`. */
const IDLENESS_PENALTY = 1;

/** Returns the nodes it takes to state a tree; the mirrored short side of a symmetric rule says nothing new. */
export function complexityOf(tree: StrategyTree): number {
  const [first] = conditionsOf(tree);
  const nodes = isSymmetric(tree) && first !== undefined ? nodeCount(first) : ruleNodeCount(tree);
  const { stopLossFraction, takeProfitFraction } = tree.exits;
  return nodes + (stopLossFraction === null ? 0 : 1) + (takeProfitFraction === null ? 0 : 1);
}

/**
 * Returns the standard error of an annualised Sharpe ratio from `days` independent daily returns:
 * sqrt((1 + s²/2) / days) x sqrt(daysAYear), s the daily ratio (Lo 2002).
 */
export function sharpeStandardError(sharpe: number, days: number, daysAYear: number): number {
  const daily = sharpe / Math.sqrt(daysAYear);
  return Math.sqrt(((1 + (daily * daily) / 2) / days) * daysAYear);
}

/**
 * Returns what the search climbs: the Sharpe ratio less one standard error, less complexity, less idleness; `null`
 * when there is no Sharpe ratio.
 */
export function qualityOf(
  tree: StrategyTree,
  outcome: Pick<ProposalOutcome, "sharpe" | "days" | "roundTrips">,
  daysAYear: number,
): number | null {
  const { sharpe, days, roundTrips } = outcome;
  if (sharpe === null || days === 0) return null;
  const idleness = Math.max(0, 1 - roundTrips / ROUND_TRIPS_WANTED);
  const error = sharpeStandardError(sharpe, days, daysAYear);
  return sharpe - error - COMPLEXITY_PENALTY * complexityOf(tree) - IDLENESS_PENALTY * idleness;
}
