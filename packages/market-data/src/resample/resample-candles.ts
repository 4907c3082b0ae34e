import { type CandleColumns, RaraError, type Timeframe, timeframeMs } from "@rara-trading/domain";
import { CandleBuilder } from "../candles/candle-builder.ts";
import { assertValidCandles } from "../candles/candle-fault.ts";

/** A target bar that cannot be built because bars inside it are missing, or have not closed yet. */
export interface IncompleteBar {
  readonly openTimeMs: number;
  readonly presentBars: number;
  readonly expectedBars: number;
}

/** Longer bars, and those that there could be none of. */
export interface Resampled {
  readonly candles: CandleColumns;
  /** In order of time; the last one may just not be over yet. */
  readonly incomplete: readonly IncompleteBar[];
}

/**
 * Returns bars of the longer timeframe `to`, aligned to its multiples since the epoch: first open, highest high, lowest
 * low, last close, sum of volumes (added in order of time). A bar is built only when every bar inside it is there, so
 * a gap, or data that ends in the middle, never passes as a closed bar; such bars are listed instead. A market with
 * sessions has no bars overnight: a target bar that reaches beyond the session (every `1d` from `1h`, say) is always
 * incomplete here, and daily session bars have to come from their source.
 * @throws RaraError `data.resample` unless `to` is longer than `from`; `data.invalid-candles`.
 */
export function resampleCandles(candles: CandleColumns, from: Timeframe, to: Timeframe): Resampled {
  const expectedBars = timeframeMs(to) / timeframeMs(from);
  if (!Number.isInteger(expectedBars) || expectedBars < 2) {
    throw new RaraError(`Expected a timeframe that several ${from} bars fill, found ${to}`, {
      category: "usage",
      code: "data.resample",
      hint: "Resample to a longer timeframe; bars cannot be split.",
    });
  }
  assertValidCandles(candles, from);
  const builder = new CandleBuilder();
  const incomplete: IncompleteBar[] = [];
  for (let first = 0; first < candles.length;) {
    const openTimeMs = targetOpenMs(candles, first, to);
    let next = first + 1;
    while (next < candles.length && targetOpenMs(candles, next, to) === openTimeMs) next++;
    const presentBars = next - first;
    if (presentBars === expectedBars) pushAggregate(builder, candles, openTimeMs, first, next);
    else incomplete.push({ openTimeMs, presentBars, expectedBars });
    first = next;
  }
  return { candles: builder.finish(), incomplete };
}

function targetOpenMs(candles: CandleColumns, i: number, to: Timeframe): number {
  const openTimeMs = candles.openTimeMs[i] ?? NaN;
  return openTimeMs - (openTimeMs % timeframeMs(to));
}

function pushAggregate(
  builder: CandleBuilder,
  candles: CandleColumns,
  openTimeMs: number,
  first: number,
  next: number,
): void {
  let high = -Infinity;
  let low = Infinity;
  let volume = 0;
  for (let i = first; i < next; i++) {
    high = Math.max(high, candles.high[i] ?? NaN);
    low = Math.min(low, candles.low[i] ?? NaN);
    volume += candles.volume[i] ?? NaN;
  }
  builder.push(openTimeMs, candles.open[first] ?? NaN, high, low, candles.close[next - 1] ?? NaN, volume);
}
