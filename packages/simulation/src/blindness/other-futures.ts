import { type CandleColumns, emptyColumns, type RandomSource } from "@rara-trading/domain";

const VALUES = ["open", "high", "low", "close", "volume"] as const;
const ALL = ["openTimeMs", ...VALUES] as const;

/** Returns the first `length` bars in memory of their own: a view would let a strategy read on behind its end. */
export function copyOfPrefix(candles: CandleColumns, length: number): CandleColumns {
  const copy = emptyColumns(length);
  for (const name of ALL) copy[name].set(candles[name].subarray(0, length));
  return copy;
}

/** Returns the bars with those from `from` on taken in the given order; the open times stay sorted. */
export function withReorderedFuture(candles: CandleColumns, from: number, order: readonly number[]): CandleColumns {
  const other = copyOfPrefix(candles, candles.length);
  for (let i = from; i < candles.length; i++) {
    const source = from + (order[i - from] ?? i - from);
    for (const name of VALUES) other[name][i] = candles[name][source] ?? NaN;
  }
  return other;
}

/** Returns an order of `length` things, drawn by Fisher and Yates. */
export function shuffledOrder(length: number, random: RandomSource): readonly number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.nextInt(i + 1);
    const kept = order[i] ?? i;
    order[i] = order[j] ?? j;
    order[j] = kept;
  }
  return order;
}

/**
 * Returns the bars with bar `from` opening as it did and going another way from there: its close, high and low, and
 * every later price, are moved by `factor`; volumes as well.
 */
export function withOtherRest(candles: CandleColumns, from: number, factor: number): CandleColumns {
  const other = copyOfPrefix(candles, candles.length);
  for (let i = from; i < candles.length; i++) {
    for (const name of VALUES) {
      if (i === from && name === "open") continue;
      other[name][i] = (candles[name][i] ?? NaN) * factor;
    }
    const open = other.open[i] ?? NaN;
    other.high[i] = Math.max(open, other.high[i] ?? NaN);
    other.low[i] = Math.min(open, other.low[i] ?? NaN);
  }
  return other;
}
