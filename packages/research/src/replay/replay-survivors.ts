import { buyAndHoldReturns } from "../campaign/buy-and-hold.ts";
import type { TrialRecord } from "../campaign/trial-record.ts";
import { type NullReplay, replayPValue, runNullReplay } from "./null-replay.ts";
import { replaySearch, type ReplayedSearch } from "./replay-search.ts";
import { trialStatistic, yardsticksOf } from "./trial-statistic.ts";

/** Runs copies 0 … `count` - 1 of a search and yields their champions in that order, as far as they are taken. */
export type ReplayCopies = (search: ReplayedSearch, count: number, signal: AbortSignal) => AsyncIterable<number | null>;

/** A replay with what it is to judge. */
export interface SurvivorsReplay extends NullReplay {
  /** By trial id; a survivor that is not weighed is missing. */
  readonly statistics: ReadonlyMap<string, number>;
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
  /** The best survivor's statistic. */
  readonly statistic: number;
  /** Its p-value. */
  readonly pValue: number;
  /** What the copies' champions came to, in order; `null` of a copy without one. */
  readonly champions: readonly (number | null)[];
}

/** Runs copies one after the other in this thread. */
export async function* replayInTurn(
  search: ReplayedSearch,
  count: number,
  signal: AbortSignal,
): AsyncGenerator<number | null, void> {
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
  survivors: readonly TrialRecord[],
  search: ReplayedSearch,
  { copies, replayCopies, signal, onProgress }: ReplayControl,
): Promise<SurvivorsReplay> {
  const { candles, settings } = search;
  const holdReturns = buyAndHoldReturns(candles);
  const yardsticks = yardsticksOf(settings.benchmark, holdReturns, settings);
  const weighing = { ...settings, days: holdReturns.length };
  const statistics = new Map<string, number>();
  for (const { trialId, dailyReturns } of survivors) {
    const statistic = dailyReturns === null ? null : trialStatistic(dailyReturns, yardsticks, weighing);
    if (statistic !== null) statistics.set(trialId, statistic);
  }
  if (statistics.size === 0) return { copies, champions: [], statistics };
  const replay = await runNullReplay(replayCopies(search, copies, signal), {
    copies,
    best: bestOf(statistics),
    pMax: settings.thresholds.realityCheckPMax,
    ...(onProgress !== undefined && { onProgress }),
  });
  return { ...replay, statistics };
}

/** Returns what is kept of a replay; `null` when there was nothing to judge. */
export function summaryOf(replay: SurvivorsReplay): ReplaySummary | null {
  const { copies, champions, statistics } = replay;
  if (champions.length === 0) return null;
  const statistic = bestOf(statistics);
  return {
    copies,
    statistic,
    pValue: replayPValue(replay, statistic),
    champions,
  };
}
