import type { RandomSource } from "@rara-trading/domain";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { MapElitesGenerator } from "../generator/map-elites-generator.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { type EvaluatorOptions, ProposalEvaluator } from "./evaluate-proposal.ts";
import { proposalOutcome } from "./proposal-outcome.ts";
import type { TrialRecord } from "./trial-record.ts";

/** What determines a search besides its bars and its random source. */
export type SearchSettings = EvaluatorOptions & Pick<CampaignOptions, "hypothesesMax" | "around">;

/**
 * Searches in memory: proposes, evaluates, asks the gates that look at one hypothesis, and learns, once for each trial
 * that is taken. On the same bars and from the same random source the trials are those of a campaign with the offline
 * generator; nothing is logged.
 */
export function* searchTrials(
  cache: ColumnCache,
  settings: SearchSettings,
  random: RandomSource,
): Generator<TrialRecord, void> {
  const { runId, hypothesesMax, calendar, around } = settings;
  const centre = around === undefined ? {} : { around, families: [around.tree.family] };
  const generator = new MapElitesGenerator({ random, runId, hypothesesMax, calendar, ...centre });
  const evaluator = new ProposalEvaluator(cache, settings);
  for (let i = 0; i < hypothesesMax; i++) {
    const trial = evaluator.evaluate(generator.next());
    generator.report(proposalOutcome(trial, cache.candles.length));
    yield trial;
  }
}
