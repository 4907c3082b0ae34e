import { type CandleColumns, emptyColumns, type Timeframe, timeframeMs } from "@rara-trading/domain";

/** A fraction in [0, 1) that depends on its arguments only (murmur3's finaliser). */
function fraction(openTimeMs: number, salt: number): number {
  let hash = Math.imul((openTimeMs / 60_000) | 0, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * Returns `count` valid bars from `fromMs` on, `stride` bars apart, with full float64 mantissas. A bar depends on its
 * open time only, so whoever stored bars can be checked by anyone who computes them again.
 */
export function sampleCandles(timeframe: Timeframe, fromMs: number, count: number, stride = 1): CandleColumns {
  const candles = emptyColumns(count);
  for (let i = 0; i < count; i++) {
    const openTimeMs = fromMs + i * stride * timeframeMs(timeframe);
    const open = 100 + 50 * fraction(openTimeMs, 1);
    const close = 100 + 50 * fraction(openTimeMs, 2);
    candles.openTimeMs[i] = openTimeMs;
    candles.open[i] = open;
    candles.close[i] = close;
    candles.high[i] = Math.max(open, close) * (1 + 0.01 * fraction(openTimeMs, 3));
    candles.low[i] = Math.min(open, close) * (1 - 0.01 * fraction(openTimeMs, 4));
    candles.volume[i] = 1000 * fraction(openTimeMs, 5);
  }
  return candles;
}
