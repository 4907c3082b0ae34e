import { existsSync } from "node:fs";
import {
  ALL_TIME,
  type CandleGap,
  type DataSpans,
  resolveInstrument,
  type SeriesInfo,
  type TimeRange,
} from "@rara-trading/domain";
import { finestTimeframe, ParquetCandleStore } from "@rara-trading/market-data";
import { SqliteSpanRegistry } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import { homePaths } from "../home-paths.ts";
import { isoTime } from "../output/iso-time.ts";

/** The document lists at most this many gaps of a series; `gapCount` counts all. */
const GAPS_LISTED_MAX = 50;

function gapDocument(gap: CandleGap): unknown {
  return { ...gap, from: isoTime(gap.fromMs), to: isoTime(gap.toMs) };
}

/** A stored series with its spans; undefined before they are cut. */
interface SpannedSeries {
  readonly series: SeriesInfo;
  readonly spans: DataSpans | undefined;
}

/** A span without an end goes on as bars are imported. */
function rangeDocument({ fromMs, toMs }: TimeRange): unknown {
  const ends = toMs < ALL_TIME.toMs;
  return { fromMs, toMs: ends ? toMs : null, from: isoTime(fromMs), to: ends ? isoTime(toMs) : null };
}

function spansDocument({ research, validation, vault, paper }: DataSpans): unknown {
  return {
    research: rangeDocument(research),
    validation: rangeDocument(validation),
    vault: rangeDocument(vault),
    paper: rangeDocument(paper),
  };
}

function seriesDocument({ series, spans }: SpannedSeries, stored: readonly SeriesInfo[]): unknown {
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
    spans: spans === undefined ? null : spansDocument(spans),
  };
}

async function storedSeries(candles: string): Promise<readonly SeriesInfo[]> {
  // Opening a store creates it, and looking must not leave anything behind.
  if (!existsSync(candles)) return [];
  await using store = await ParquetCandleStore.open(candles);
  return await store.info();
}

/** Returns the series with the spans that they were cut into at their first use. */
async function spanned(context: CommandContext, shown: readonly SeriesInfo[]): Promise<readonly SpannedSeries[]> {
  const { researchDatabase } = homePaths(context.homePath);
  if (!existsSync(researchDatabase)) return shown.map((series) => ({ series, spans: undefined }));
  await using registry = SqliteSpanRegistry.open(researchDatabase, context.clock);
  return await Promise.all(
    shown.map(async (series): Promise<SpannedSeries> => ({ series, spans: await registry.spansFor(series) })),
  );
}

/**
 * Returns what is stored (and, for each series, its spans and the finest stored timeframe that covers it), of every instrument or of the one that `typed` names in any common spelling.
 * @throws RaraError `domain.instrument-unknown` or `domain.instrument-ambiguous`, which lists the matches.
 */
export async function dataInfo(context: CommandContext, typed: string | undefined): Promise<unknown> {
  const series = await storedSeries(homePaths(context.homePath).candles);
  const documents = async (shown: readonly SeriesInfo[]): Promise<unknown> => ({
    instruments: (await spanned(context, shown)).map((each) => seriesDocument(each, series)),
  });
  if (typed === undefined) return documents(series);
  const wanted = resolveInstrument(typed, [...new Set(series.map(({ instrument }) => instrument))]);
  return documents(series.filter(({ instrument }) => instrument === wanted));
}
