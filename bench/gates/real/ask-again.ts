import { SeededRandom } from "@rara-trading/domain";
import {
  type CampaignOptions,
  ColumnCache,
  judgeTrials,
  type LoggedTrial,
  parseStrategyTree,
  ProposalEvaluator,
  type ReplaySummary,
  type ResearchData,
  replaySurvivors,
  SEARCH_GATES,
  type SearchComparison,
  summaryOf,
  type TrialRecord,
} from "@rara-trading/research";
import { replayInThreads } from "../../../packages/cli/src/replay/replay-in-threads.ts";

/** Checks that give out places among what passed everything: not about a trial itself. */
const PLACE_GATES: ReadonlySet<string> = new Set(["correlated", "sturdiness", "survivor-limit"]);
const COPIES = 39;
const ALL = 1_000_000;

/** What gates say of the trials past G1 that a campaign did not come to ask. */
export interface AskedAgain {
  /** First refusals by G3 to G7, as if G2 had let everything pass. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Trials that G3 to G7 let pass. */
  readonly passed: ReadonlySet<string>;
  /** The null replay's answer; `null` when nothing is past G1. */
  readonly replay: ReplaySummary | null;
}

type Settings = Pick<
  CampaignOptions,
  "runId" | "seed" | "hypothesesMax" | "calendar" | "benchmark" | "costs" | "capital" | "thresholds"
>;

/** Asks G3 to G7 and the null replay of every trial of a run that passed G1. */
export async function askAgain(
  trials: readonly LoggedTrial[],
  search: SearchComparison,
  data: ResearchData,
  settings: Settings,
): Promise<AskedAgain> {
  const cache = new ColumnCache(data.candles);
  const evaluator = new ProposalEvaluator(cache, settings);
  const evaluated = trials.map(({ index, hypothesis, tree }): TrialRecord =>
    evaluator.evaluate({ index, hypothesis, tree: parseStrategyTree(tree), novel: true }),
  );
  const survivors = evaluated.filter(({ failure, checks }) => failure === null && checks.every(({ passed }) => passed));
  const thresholds = {
    ...settings.thresholds,
    realityCheckPMax: 1,
    breadthShare: 0,
    examinedMax: ALL,
    contendersMax: ALL,
  };
  const random = new SeededRandom(settings.seed).fork("judgement");
  const judged = judgeTrials(survivors, { ...settings, thresholds, cache, search, book: [], random });
  const refusals: Record<string, number> = {};
  const passed = new Set<string>();
  for (const { trial, checks } of judged) {
    const gate = checks.find((check) => !check.passed && !PLACE_GATES.has(check.gate) && !SEARCH_GATES.has(check.gate));
    if (gate === undefined) passed.add(trial.trialId);
    else refusals[gate.gate] = (refusals[gate.gate] ?? 0) + 1;
  }
  const { signal } = new AbortController();
  const found = { survivors, returns: evaluated.flatMap(({ dailyReturns }) => dailyReturns ?? []) };
  const control = { copies: COPIES, replayCopies: replayInThreads, signal };
  const replay = await replaySurvivors(found, { candles: data.candles, settings }, control);
  return { refusals, passed, replay: summaryOf(replay) };
}
