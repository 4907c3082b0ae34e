import type { HypothesisGenerator } from "../generator/hypothesis-generator.ts";
import { proposalOutcome } from "./proposal-outcome.ts";
import type { EvaluatedTrial, TrialEvaluator } from "./trial-evaluator.ts";

/**
 * Hypotheses that are proposed before the first of them is reported. It is a number of the search and not of the machine:
 * with it a seed determines the trials, however many threads evaluate them.
 */
export const ROUND_TRIALS = 24;

/** A trial of a round, and whether the generator learned of something better than it had. */
export interface RoundTrial extends EvaluatedTrial {
  readonly improved: boolean;
}

/** Proposes a round of `size` hypotheses and resolves with their trials, of which the generator does not know yet. */
export function beginRound(
  generator: HypothesisGenerator,
  evaluator: TrialEvaluator,
  size: number,
  signal: AbortSignal,
): Promise<readonly EvaluatedTrial[]> {
  return evaluator.evaluate(
    Array.from({ length: size }, () => generator.next()),
    signal,
  );
}

/** Reports a round's trials on `bars` bars to the generator, in the order in which they were proposed. */
export function reportRound(
  generator: HypothesisGenerator,
  evaluated: readonly EvaluatedTrial[],
  bars: number,
): readonly RoundTrial[] {
  return evaluated.map((one) => ({ ...one, improved: generator.report(proposalOutcome(one.trial, bars)) }));
}
