import { calendarOf, type CandleGap, type SeriesInfo, timeframeMs } from "@rara-trading/domain";
import { gapBetween } from "../candles/find-gaps.ts";
import type { PartitionRecord } from "./candle-catalogue.ts";

/** Returns what is stored of each series, from its partition records in order of series and time. */
export function seriesInfos(records: readonly PartitionRecord[]): readonly SeriesInfo[] {
  const groups = Map.groupBy(records, ({ series }) => `${series.instrument} ${series.timeframe}`);
  return [...groups.values()].map(seriesInfo);
}

function seriesInfo(records: readonly PartitionRecord[]): SeriesInfo {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("Expected at least one partition, found none");
  const { series } = first;
  const calendar = calendarOf(series.instrument);
  const barMs = timeframeMs(series.timeframe);
  const gaps: CandleGap[] = [];
  let previous: PartitionRecord | undefined;
  for (const record of records) {
    const before = previous && gapBetween(calendar, barMs, previous.lastOpenTimeMs, record.firstOpenTimeMs);
    if (before !== undefined) gaps.push(before);
    gaps.push(...record.gaps);
    previous = record;
  }
  return {
    ...series,
    count: records.reduce((sum, { rowCount }) => sum + rowCount, 0),
    firstOpenTimeMs: first.firstOpenTimeMs,
    lastOpenTimeMs: last.lastOpenTimeMs,
    gaps,
    missingBars: gaps.reduce((sum, { missingBars }) => sum + missingBars, 0),
  };
}
