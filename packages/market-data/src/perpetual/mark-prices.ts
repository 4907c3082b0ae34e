import {
  type CandleColumns,
  type CandleStore,
  type InstrumentId,
  instrumentParts,
  parseInstrumentId,
  type Timeframe,
  timeframeMs,
  type TimeRange,
} from "@rara-trading/domain";

/** Mark prices as bars of one timeframe, volumes 0. */
export interface MarkPrices {
  readonly timeframe: Timeframe;
  readonly candles: CandleColumns;
}

/**
 * Returns the name under which an instrument's mark prices are stored as candles: `binance_mark:XRP/USDT:USDT` for
 * `binance:XRP/USDT:USDT`. They are a series of their own and never traded.
 */
export function markInstrument(instrument: InstrumentId): InstrumentId {
  return parseInstrumentId(instrument.replace(":", "_mark:"));
}

/** Returns whether an instrument is a series of mark prices, which nobody can trade. */
export function isMarkInstrument(instrument: InstrumentId): boolean {
  return instrumentParts(instrument)?.venue.endsWith("_mark") ?? false;
}

/** Returns the finest stored mark prices of an instrument in `range`, or undefined when none are stored there. */
export async function loadMarkPrices(
  store: CandleStore,
  instrument: InstrumentId,
  range: TimeRange,
): Promise<MarkPrices | undefined> {
  const mark = markInstrument(instrument);
  const stored = (await store.info())
    .filter((series) => series.instrument === mark)
    .filter(({ firstOpenTimeMs, lastOpenTimeMs }) => firstOpenTimeMs < range.toMs && lastOpenTimeMs >= range.fromMs)
    .sort((a, b) => timeframeMs(a.timeframe) - timeframeMs(b.timeframe));
  const [finest] = stored;
  if (finest === undefined) return undefined;
  return { timeframe: finest.timeframe, candles: await store.load(finest, range) };
}
