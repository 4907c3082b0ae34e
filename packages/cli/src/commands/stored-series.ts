import {
  type CandleStore,
  type InstrumentId,
  parseTimeframe,
  RaraError,
  resolveInstrument,
  type SeriesInfo,
} from "@rara-trading/domain";
import { isMarkInstrument } from "@rara-trading/market-data";

function chooseInstrument(typed: string | undefined, stored: readonly InstrumentId[]): InstrumentId {
  const [only] = stored;
  if (typed !== undefined) return resolveInstrument(typed, stored);
  if (stored.length === 1 && only !== undefined) return only;
  throw new RaraError(`Expected --contract or exactly one stored instrument, found ${stored.length} stored`, {
    category: stored.length === 0 ? "not-found" : "usage",
    code: "data.choose-instrument",
    hint:
      stored.length === 0 ? "Run `rara-trading data import` first." : `Give --contract one of ${stored.join(", ")}.`,
  });
}

/**
 * Returns the one stored series that a person means; what is not typed must be the only one there is.
 * @throws RaraError that lists the choices.
 */
export async function chooseSeries(
  store: CandleStore,
  contract: string | undefined,
  timeframe: string | undefined,
): Promise<SeriesInfo> {
  // Mark prices are stored as candles but belong to their instrument: only who spells one out means it.
  const stored = (await store.info()).filter(
    (series) => !isMarkInstrument(series.instrument) || series.instrument === contract,
  );
  const instrument = chooseInstrument(contract, [...new Set(stored.map((series) => series.instrument))]);
  const wanted = timeframe === undefined ? undefined : parseTimeframe(timeframe);
  const candidates = stored.filter((series) => series.instrument === instrument);
  const matches = candidates.filter((series) => wanted === undefined || series.timeframe === wanted);
  const [match] = matches;
  if (matches.length === 1 && match !== undefined) return match;
  const timeframes = candidates.map((series) => series.timeframe).join(", ");
  throw new RaraError(`Expected one timeframe of ${instrument}, found ${timeframes} stored`, {
    category: wanted === undefined ? "usage" : "not-found",
    code: "data.choose-timeframe",
    hint: `Give --timeframe one of ${timeframes}.`,
  });
}
