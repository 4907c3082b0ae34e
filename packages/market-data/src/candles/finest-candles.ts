import {
  type CandleColumns,
  type CandleStore,
  type SeriesInfo,
  type SeriesKey,
  type Timeframe,
  timeframeMs,
  type TimeRange,
} from "@rara-trading/domain";

/** The shortest stored bars of an instrument. */
export interface FinestCandles {
  readonly timeframe: Timeframe;
  readonly candles: CandleColumns;
}

/**
 * Returns the shortest stored timeframe of an instrument that covers what is stored of `series` inside `range`; its own
 * timeframe when nothing shorter does. To cover is to begin in the first of those bars or before and to end in the last
 * or after: a session's first hour opens long after the day's bar. Gaps in between are not looked at, so whoever takes
 * a bar apart compares its open, high, low and close with those of the bars inside.
 */
export function finestTimeframe(stored: readonly SeriesInfo[], series: SeriesKey, range: TimeRange): Timeframe {
  const ofInstrument = stored.filter(({ instrument }) => instrument === series.instrument);
  const own = ofInstrument.find(({ timeframe }) => timeframe === series.timeframe);
  if (own === undefined) return series.timeframe;
  const barMs = timeframeMs(series.timeframe);
  const firstCloseMs = Math.max(own.firstOpenTimeMs, range.fromMs) + barMs;
  const lastOpenMs = Math.min(own.lastOpenTimeMs, range.toMs - barMs);
  const covering = ofInstrument
    .filter(({ firstOpenTimeMs, lastOpenTimeMs }) => firstOpenTimeMs < firstCloseMs && lastOpenTimeMs >= lastOpenMs)
    .map(({ timeframe }) => timeframe)
    .filter((timeframe) => timeframeMs(timeframe) < barMs)
    .sort((a, b) => timeframeMs(a) - timeframeMs(b));
  return covering[0] ?? series.timeframe;
}

/**
 * Returns the finest stored bars inside `candles`, bars of `series`; undefined when nothing finer covers them.
 * @throws RaraError what the store's `load` throws.
 */
export async function loadFinestCandles(
  store: CandleStore,
  series: SeriesKey,
  candles: CandleColumns,
): Promise<FinestCandles | undefined> {
  const fromMs = candles.openTimeMs[0];
  const lastMs = candles.openTimeMs.at(-1);
  if (fromMs === undefined || lastMs === undefined) return undefined;
  const range = { fromMs, toMs: lastMs + timeframeMs(series.timeframe) };
  const timeframe = finestTimeframe(await store.info(), series, range);
  if (timeframe === series.timeframe) return undefined;
  return { timeframe, candles: await store.load({ ...series, timeframe }, range) };
}
