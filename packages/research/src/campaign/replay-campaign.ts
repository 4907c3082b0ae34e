import { READ_ROWS_MAX } from "../ledger/trial-ledger.ts";
import { isTree, type RunnableRule } from "../model/trial-rule.ts";
import { replayInTurn, replaySurvivors } from "../replay/replay-survivors.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";
import type { JudgingReplay } from "./judge-trials.ts";
import { returnsByHash } from "./run-evidence.ts";
import type { TrialRecord } from "./trial-record.ts";

/** Whether the ledger holds no try of another run on the instrument, whatever the timeframe. */
async function isAlone({ ledger, data }: CampaignDependencies, { runId }: CampaignOptions): Promise<boolean> {
  const runs = await ledger.runs({ limit: READ_ROWS_MAX });
  const { instrument } = data.series;
  return runs.every((run) => run.runId === runId || run.trials === 0 || run.instrument !== instrument);
}

function isTreeTrial(trial: TrialRecord<RunnableRule>): trial is TrialRecord {
  return isTree(trial.tree);
}

/** Returns the daily returns of every hypothesis that the run has logged, those that are equal once each. */
async function ownReturns(
  { ledger, data }: CampaignDependencies,
  { runId }: CampaignOptions,
): Promise<readonly ArrayLike<number>[]> {
  const trials = await ledger.trials({ runId, order: "index", limit: READ_ROWS_MAX });
  const hashes = trials.flatMap(({ returnsHash, hypothesis }) =>
    returnsHash === null || hypothesis.origin === "neighbour" ? [] : returnsHash,
  );
  const vectors = await returnsByHash(ledger, data.series, new Set(hashes));
  return hashes.flatMap((hash) => vectors.get(hash) ?? []);
}

/** Replays a campaign's search on copies of its bars, if that was asked for. @throws the signal's reason when it aborts. */
export async function replayCampaign(
  survivors: readonly TrialRecord<RunnableRule>[],
  dependencies: CampaignDependencies,
  options: CampaignOptions,
  onProgress: (replayed: number) => void,
): Promise<JudgingReplay | undefined> {
  const { replay: copies = 0 } = options;
  if (copies === 0) return undefined;
  const { data, signal, replayCopies = replayInTurn } = dependencies;
  const { runId, seed, hypothesesMax, calendar, benchmark, costs, capital, thresholds, around, halving } = options;
  const common = { runId, seed, hypothesesMax, calendar, benchmark, costs, capital, thresholds };
  const settings = { ...common, ...(around !== undefined && { around }), ...(halving !== undefined && { halving }) };
  const search = { candles: data.candles, settings };
  // Only the search without a model is replayed, and it writes no code.
  const found = { survivors: survivors.filter(isTreeTrial), returns: await ownReturns(dependencies, options) };
  const replay = await replaySurvivors(found, search, { copies, replayCopies, signal, onProgress });
  return { ...replay, alone: await isAlone(dependencies, options) };
}
