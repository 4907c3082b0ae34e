import type { HypothesisGenerator } from "../generator/hypothesis-generator.ts";
import type { Rung } from "../halving/rung.ts";
import { proposalOutcome } from "./proposal-outcome.ts";
import type { EvaluatedTrial, TrialEvaluator } from "./trial-evaluator.ts";

/**
 * Hypotheses that are proposed before the first of them is reported. It is a number of the search and not of the machine:
 * with it a seed determines the trials, however many threads evaluate them.
 */
export const ROUND_TRIALS = 8;

/** A trial of a round, and whether the generator learned of something better than it had. */
export interface RoundTrial extends EvaluatedTrial {
  readonly improved: boolean;
}

/**
 * Proposes a round of `size` hypotheses and resolves with their trials, of which the generator does not know yet. With `rungs`
 * each is evaluated on those first.
 */
export function beginRound(
  generator: HypothesisGenerator,
  evaluator: TrialEvaluator,
  size: number,
  signal: AbortSignal,
  rungs?: readonly Rung[],
): Promise<readonly EvaluatedTrial[]> {
  const proposals = Array.from({ length: size }, () => generator.next());
  return evaluator.evaluate(rungs === undefined ? proposals : proposals.map((one) => ({ ...one, rungs })), signal);
}

/** Reports a round's trials on `bars` bars to the generator, in the order in which they were proposed. */
export function reportRound(
  generator: HypothesisGenerator,
  evaluated: readonly EvaluatedTrial[],
  bars: number,
): readonly RoundTrial[] {
  return evaluated.map((one) => ({ ...one, improved: generator.report(proposalOutcome(one.trial, bars)) }));
}
