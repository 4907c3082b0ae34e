import {
  type CandleStore,
  type InstrumentId,
  parseTimeframe,
  RaraError,
  resolveInstrument,
  type SeriesKey,
  type Timeframe,
  timeframeMs,
} from "@rara-trading/domain";
import { isMarkInstrument } from "@rara-trading/market-data";
import type { CommandContext } from "../command-context.ts";
import { makeSeries } from "../composition/made-series.ts";

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

/** Which series a person asks for; what is not typed must be the only one there is. */
export interface TypedSeries {
  readonly contract: string | undefined;
  readonly timeframe: string | undefined;
  /** How the command at hand calls the timeframe, for error texts. */
  readonly option: "--timeframe" | "--timeframes";
}

/** A series to run on. */
export interface ChosenSeries extends SeriesKey {
  /** The stored timeframe that it is to be made from; absent when it is stored. */
  readonly madeFrom?: Timeframe;
}

/** Returns the finest of the timeframes that are finer than `wanted` and divide it. */
function finestInside(wanted: Timeframe, stored: readonly Timeframe[]): Timeframe | undefined {
  const inside = stored.filter((timeframe) => {
    const bars = timeframeMs(wanted) / timeframeMs(timeframe);
    return bars > 1 && Number.isInteger(bars);
  });
  return inside.toSorted((a, b) => timeframeMs(a) - timeframeMs(b))[0];
}

/**
 * Returns the one series that a person means: stored, or to be made from the finest stored bars that divide its own.
 * @throws RaraError that lists the choices.
 */
export async function chooseSeries(
  store: CandleStore,
  { contract, timeframe, option }: TypedSeries,
): Promise<ChosenSeries> {
  // Mark prices are stored as candles but belong to their instrument: only who spells one out means it.
  const stored = (await store.info()).filter(
    (series) => !isMarkInstrument(series.instrument) || series.instrument === contract,
  );
  const instrument = chooseInstrument(contract, [...new Set(stored.map((series) => series.instrument))]);
  const wanted = timeframe === undefined ? undefined : parseTimeframe(timeframe);
  const timeframes = stored.filter((series) => series.instrument === instrument).map((series) => series.timeframe);
  const [only] = timeframes;
  if (wanted === undefined && timeframes.length === 1 && only !== undefined) return { instrument, timeframe: only };
  if (wanted !== undefined && timeframes.includes(wanted)) return { instrument, timeframe: wanted };
  const madeFrom = wanted && finestInside(wanted, timeframes);
  if (wanted !== undefined && madeFrom !== undefined) return { instrument, timeframe: wanted, madeFrom };
  const listed = timeframes.join(", ");
  const expected = wanted === undefined ? "one timeframe" : `${wanted} bars, or finer ones that they can be made of,`;
  throw new RaraError(`Expected ${expected} of ${instrument}, found ${listed} stored`, {
    category: wanted === undefined ? "usage" : "not-found",
    code: "data.choose-timeframe",
    hint: `Give ${option} one of ${listed}${wanted === undefined ? "." : ", or a longer one."}`,
  });
}

/**
 * Returns the key of a chosen series once it is stored: it is made now if it has to be, and a person is told.
 * @throws RaraError as `makeSeries`.
 */
export async function storeSeries(
  output: Pick<CommandContext["output"], "note">,
  store: CandleStore,
  { instrument, timeframe, madeFrom }: ChosenSeries,
): Promise<SeriesKey> {
  const series = { instrument, timeframe };
  if (madeFrom === undefined) return series;
  const { bars, incomplete } = await makeSeries(store, series, madeFrom);
  const missing = incomplete === 0 ? "" : `; ${incomplete} more could not be made, as ${madeFrom} bars are missing`;
  output.note(`Made ${bars} ${timeframe} bars of ${instrument} from the stored ${madeFrom} bars${missing}.`);
  return series;
}
