import type { RandomSource } from "@rara-trading/domain";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { HalvingLadder } from "../halving/halving-ladder.ts";
import type { SearchMemory } from "../memory/search-memory.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { type EvaluatorOptions, ProposalEvaluator } from "./evaluate-proposal.ts";
import { searchGenerator } from "./search-generator.ts";
import { proposeRound, reportRound, ROUND_TRIALS } from "./search-round.ts";
import type { TrialRecord } from "./trial-record.ts";

/** What determines a search besides its bars and its random source. */
export interface SearchSettings
  extends EvaluatorOptions, Pick<CampaignOptions, "hypothesesMax" | "around" | "halving"> {
  readonly memory?: SearchMemory;
}

/**
 * Searches in memory: proposes a round, evaluates it, asks the gates that look at one hypothesis, and learns, once for each
 * trial. On the same bars and from the same random source the trials are those of a campaign with the offline generator;
 * nothing is logged.
 */
export function* searchTrials(
  cache: ColumnCache,
  settings: SearchSettings,
  random: RandomSource,
): Generator<TrialRecord, void> {
  const { hypothesesMax, halving, memory } = settings;
  const { candles, dayEnds } = cache;
  const generator = searchGenerator(settings, random, memory);
  const evaluator = new ProposalEvaluator(cache, settings);
  const ladder = halving === true ? HalvingLadder.of(candles.length, dayEnds) : undefined;
  for (let done = 0; done < hypothesesMax; done += ROUND_TRIALS) {
    const round = proposeRound(generator, Math.min(ROUND_TRIALS, hypothesesMax - done), ladder?.rungs);
    const evaluated = round.map((proposal) => ({ trial: evaluator.evaluate(proposal), cpuMs: 0 }));
    const trials = reportRound(generator, evaluated, candles.length).map(({ trial }) => trial);
    for (const { rungs = [] } of trials) ladder?.learn(rungs);
    yield* trials;
  }
}
