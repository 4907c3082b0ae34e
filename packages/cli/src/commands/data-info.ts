import { existsSync } from "node:fs";
import { ALL_TIME, type CandleGap, resolveInstrument, type SeriesInfo } from "@rara-trading/domain";
import { finestTimeframe, ParquetCandleStore } from "@rara-trading/market-data";
import type { CommandContext } from "../command-context.ts";
import { homePaths } from "../home-paths.ts";
import { isoTime } from "../output/iso-time.ts";

/** The document lists at most this many gaps of a series; `gapCount` counts all. */
const GAPS_LISTED_MAX = 50;

function gapDocument(gap: CandleGap): unknown {
  return { ...gap, from: isoTime(gap.fromMs), to: isoTime(gap.toMs) };
}

function seriesDocument(series: SeriesInfo, stored: readonly SeriesInfo[]): unknown {
  return {
    instrument: series.instrument,
    timeframe: series.timeframe,
    finestTimeframe: finestTimeframe(stored, series, ALL_TIME),
    count: series.count,
    firstOpenTimeMs: series.firstOpenTimeMs,
    lastOpenTimeMs: series.lastOpenTimeMs,
    firstOpenTime: isoTime(series.firstOpenTimeMs),
    lastOpenTime: isoTime(series.lastOpenTimeMs),
    missingBars: series.missingBars,
    gapCount: series.gaps.length,
    gaps: series.gaps.slice(0, GAPS_LISTED_MAX).map(gapDocument),
  };
}

async function storedSeries(candles: string): Promise<readonly SeriesInfo[]> {
  // Opening a store creates it, and looking must not leave anything behind.
  if (!existsSync(candles)) return [];
  await using store = await ParquetCandleStore.open(candles);
  return await store.info();
}

/**
 * Returns what is stored (and, for each series, the finest stored timeframe that covers it), of every instrument or of the one that `typed` names in any common spelling.
 * @throws RaraError `domain.instrument-unknown` or `domain.instrument-ambiguous`, which lists the matches.
 */
export async function dataInfo(context: CommandContext, typed: string | undefined): Promise<unknown> {
  const series = await storedSeries(homePaths(context.homePath).candles);
  const documents = (shown: readonly SeriesInfo[]): unknown => ({
    instruments: shown.map((each) => seriesDocument(each, series)),
  });
  if (typed === undefined) return documents(series);
  const wanted = resolveInstrument(typed, [...new Set(series.map(({ instrument }) => instrument))]);
  return documents(series.filter(({ instrument }) => instrument === wanted));
}
