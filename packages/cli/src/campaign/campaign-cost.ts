import type { LoggedTrial, RunSummary } from "@rara-trading/research";

/** What a run cost. */
export interface CampaignCost {
  /** Hypotheses that the search evaluated. */
  readonly trials: number;
  /** Neighbours that gates evaluated: trials as well. */
  readonly neighbours: number;
  /** Processor time of the evaluations, seconds; `null` when none was measured. */
  readonly cpuSeconds: number | null;
  /** From the first start to the latest end, seconds, pauses included; `null` of a run that has no end. */
  readonly wallSeconds: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars for the language model; `null` when nobody knows. */
  readonly costUsd: number | null;
}

/** Returns what a run cost, from its trials. */
export function campaignCost(
  run: Pick<RunSummary, "startedAtMs" | "finishedAtMs">,
  trials: readonly LoggedTrial[],
  neighbours: number,
): CampaignCost {
  const measured = trials.flatMap(({ cpuMs }) => cpuMs ?? []);
  const models = trials.flatMap(({ model }) => model ?? []);
  const usd = models.map(({ costUsd }) => costUsd);
  return {
    trials: trials.length,
    neighbours,
    cpuSeconds: measured.length === 0 ? null : measured.reduce((sum, ms) => sum + ms, 0) / 1000,
    wallSeconds: run.finishedAtMs === null ? null : (run.finishedAtMs - run.startedAtMs) / 1000,
    inputTokens: models.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: models.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    costUsd: usd.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
  };
}
