import { buyAndHoldReturns } from "../campaign/buy-and-hold.ts";
import type { TrialRecord } from "../campaign/trial-record.ts";
import { replayLimits } from "../gates/null-replay-gate.ts";
import { breadthPValue, championPValue, type NullReplay, runNullReplay } from "./null-replay.ts";
import { replaySearch, type ReplayedSearch } from "./replay-search.ts";
import { type SearchStanding, standingOf } from "./search-standing.ts";
import { trialStatistic, yardsticksOf } from "./trial-statistic.ts";

/** Runs copies 0 … `count` - 1 of a search and yields how they stand in that order, as far as they are taken. */
export type ReplayCopies = (
  search: ReplayedSearch,
  count: number,
  signal: AbortSignal,
) => AsyncIterable<SearchStanding>;

/** A replay with what it is to judge. */
export interface SurvivorsReplay extends NullReplay {
  /** By trial id; a survivor that is not weighed is missing. */
  readonly statistics: ReadonlyMap<string, number>;
}

/** What a search found. */
export interface FoundBySearch {
  /** Trials that passed every gate of their own. */
  readonly survivors: readonly TrialRecord[];
  /** Daily returns of every trial of the search that has some, in any order; those that are equal once a trial. */
  readonly returns: readonly ArrayLike<number>[];
}

/** How survivors are replayed against. */
export interface ReplayControl {
  readonly copies: number;
  readonly replayCopies: ReplayCopies;
  readonly signal: AbortSignal;
  readonly onProgress?: (replayed: number) => void;
}

/** What a replay came to, for the record. */
export interface ReplaySummary {
  readonly copies: number;
  /** Breadth of the search; `null` where it has none. */
  readonly breadth: number | null;
  /** Its p-value: that of the search. */
  readonly pValue: number;
  /** The best survivor's statistic. */
  readonly champion: number;
  /** Its p-value among the copies' champions. */
  readonly championPValue: number;
  /** How the copies stand that were run, in order. */
  readonly standings: readonly SearchStanding[];
}

/** Runs copies one after the other in this thread. */
export async function* replayInTurn(
  search: ReplayedSearch,
  count: number,
  signal: AbortSignal,
): AsyncGenerator<SearchStanding, void> {
  for (let copy = 0; copy < count; copy++) {
    signal.throwIfAborted();
    yield replaySearch(search, copy);
  }
}

function bestOf(statistics: SurvivorsReplay["statistics"]): number {
  return [...statistics.values()].reduce((best, one) => Math.max(best, one), -Infinity);
}

/**
 * Runs the search again on copies of its bars to judge its survivors; without a survivor that is weighed no copy is run.
 * @throws the signal's reason when it aborts.
 */
export async function replaySurvivors(
  { survivors, returns }: FoundBySearch,
  search: ReplayedSearch,
  { copies, replayCopies, signal, onProgress }: ReplayControl,
): Promise<SurvivorsReplay> {
  const { candles, settings } = search;
  const holdReturns = buyAndHoldReturns(candles);
  const yardsticks = yardsticksOf(settings.benchmark, holdReturns, settings);
  const weighing = { ...settings, days: holdReturns.length };
  const weigh = (own: ArrayLike<number>): number | null => trialStatistic(own, yardsticks, weighing);
  const statistics = new Map<string, number>();
  for (const { trialId, dailyReturns } of survivors) {
    const statistic = dailyReturns === null ? null : weigh(dailyReturns);
    if (statistic !== null) statistics.set(trialId, statistic);
  }
  if (statistics.size === 0) return { copies, breadth: null, standings: [], statistics };
  const all = returns.flatMap((own) => weigh(own) ?? []);
  const replay = await runNullReplay(replayCopies(search, copies, signal), {
    copies,
    breadth: standingOf(all, settings.hypothesesMax).breadth,
    best: bestOf(statistics),
    ...replayLimits(settings.thresholds),
    ...(onProgress !== undefined && { onProgress }),
  });
  return { ...replay, statistics };
}

/** Returns what is kept of a replay; `null` when there was nothing to judge. */
export function summaryOf(replay: SurvivorsReplay): ReplaySummary | null {
  const { copies, breadth, standings, statistics } = replay;
  if (standings.length === 0) return null;
  const champion = bestOf(statistics);
  return {
    copies,
    breadth,
    pValue: breadthPValue(replay),
    champion,
    championPValue: championPValue(replay, champion),
    standings,
  };
}
