import { existsSync } from "node:fs";
import {
  ALL_TIME,
  calendarOf,
  type CandleStore,
  parseTimeframe,
  RaraError,
  resolveInstrument,
  type SeriesInfo,
} from "@rara-trading/domain";
import { type CandleQuality, candleQuality, type MarkedBars, ParquetCandleStore } from "@rara-trading/market-data";
import type { CommandContext } from "../command-context.ts";
import { homePaths } from "../home-paths.ts";
import { isoTime } from "../output/iso-time.ts";

/** The document lists at most this many gaps of a series, the longest first. */
const GAPS_LISTED_MAX = 20;

function markedDocument({ total, longestRun, firstMs }: MarkedBars): unknown {
  return { total, longestRun, first: firstMs.map(isoTime) };
}

function qualityDocument({ instrument, timeframe }: SeriesInfo, quality: CandleQuality): unknown {
  const { bars, gaps, missingBars, faults, zeroVolume, flat, outliers } = quality;
  const longest = gaps.toSorted((a, b) => b.missingBars - a.missingBars).slice(0, GAPS_LISTED_MAX);
  return {
    instrument,
    timeframe,
    bars,
    missingBars,
    gapCount: gaps.length,
    longestGaps: longest.map((gap) => ({
      from: isoTime(gap.fromMs),
      to: isoTime(gap.toMs),
      missingBars: gap.missingBars,
    })),
    faults: {
      total: faults.total,
      byReason: faults.byReason,
      first: faults.first.map(({ openTimeMs, reason }) => ({ openTime: isoTime(openTimeMs), reason })),
    },
    zeroVolume: markedDocument(zeroVolume),
    flat: markedDocument(flat),
    outliers: {
      total: outliers.total,
      deviation: outliers.deviation,
      largest: outliers.largest.map(({ openTimeMs, ...move }) => ({ openTime: isoTime(openTimeMs), ...move })),
    },
  };
}

/** Which series to check, as typed; all when absent. */
export interface DataCheckRequest {
  readonly instrument: string | undefined;
  readonly timeframe: string | undefined;
}

function wantedSeries(stored: readonly SeriesInfo[], request: DataCheckRequest): readonly SeriesInfo[] {
  const { instrument, timeframe } = request;
  const wanted = instrument === undefined ? undefined : resolveInstrument(instrument, instrumentsOf(stored));
  const length = timeframe === undefined ? undefined : parseTimeframe(timeframe);
  return stored.filter(
    (series) =>
      (wanted === undefined || series.instrument === wanted) && (length === undefined || series.timeframe === length),
  );
}

function instrumentsOf(stored: readonly SeriesInfo[]): readonly SeriesInfo["instrument"][] {
  return [...new Set(stored.map(({ instrument }) => instrument))];
}

/** A series with a damaged file is told as such, so that the others can be looked at as well. */
async function checkSeries(store: CandleStore, series: SeriesInfo): Promise<unknown> {
  try {
    const candles = await store.load(series, ALL_TIME);
    return qualityDocument(series, candleQuality(candles, series.timeframe, calendarOf(series.instrument)));
  } catch (error) {
    const { code, message } = RaraError.from(error);
    if (code !== "data.file-unreadable") throw error;
    return { instrument: series.instrument, timeframe: series.timeframe, unreadable: message };
  }
}

/**
 * Returns what is noteworthy about the stored bars, and which candle files are not what was written. It changes
 * nothing: whether a bar without volume or a large move is wrong, a person has to know.
 * @throws RaraError `domain.instrument-unknown`, `domain.instrument-ambiguous`, `domain.timeframe`.
 */
export async function dataCheck(context: CommandContext, request: DataCheckRequest): Promise<unknown> {
  const { candles: folder } = homePaths(context.homePath);
  // Opening a store creates it, and looking must not leave anything behind.
  if (!existsSync(folder)) return { damagedFiles: [], series: [] };
  await using store = await ParquetCandleStore.open(folder);
  const wanted = wantedSeries(await store.info(), request);
  const damagedFiles = await store.verify();
  using task = context.progress.begin({ label: "check", unit: "series", total: wanted.length });
  const series: unknown[] = [];
  for (const each of wanted) {
    context.signal.throwIfAborted();
    series.push(await checkSeries(store, each));
    task.update(series.length);
  }
  return { damagedFiles, series };
}
