import type { CandleColumns } from "@rara-trading/domain";
import { meanOf } from "../statistics/variation.ts";

/** Days of the volatility that tells quiet from wild. */
const VOLATILITY_DAYS = 21;
/** Days of the return that tells up from down. */
const TREND_DAYS = 63;

/** Names of the six regimes, in the order of their numbers. */
export const REGIMES = [
  "quiet and falling",
  "quiet and rising",
  "normal and falling",
  "normal and rising",
  "wild and falling",
  "wild and rising",
] as const;

/** Returns the simple return of each day after the first against the day before; 0 on the first. */
function closeReturns(closes: Float64Array): Float64Array {
  return closes.map((close, i) => (i === 0 ? 0 : close / (closes[i - 1] ?? Number.NaN) - 1));
}

/**
 * Returns the regime of each day: tercile of the volatility of the 21 days before x sign of the return of the 63 days
 * before, both known when the day begins; -1 while there are too few days. The terciles are those of the whole stretch:
 * they describe it, no strategy sees them.
 */
export function dayRegimes(candles: CandleColumns, dayEnds: Int32Array): Int8Array {
  const closes = Float64Array.from(dayEnds, (end) => candles.close[end] ?? Number.NaN);
  const returns = closeReturns(closes);
  const days = closes.length;
  const volatility = new Float64Array(days).fill(Number.NaN);
  for (let day = TREND_DAYS + 1; day < days; day++) {
    const window = returns.subarray(day - VOLATILITY_DAYS, day);
    const mean = meanOf(window);
    let squares = 0;
    for (const value of window) squares += (value - mean) ** 2;
    volatility[day] = Math.sqrt(squares / VOLATILITY_DAYS);
  }
  const sorted = volatility.filter((value) => !Number.isNaN(value)).sort();
  const low = sorted[Math.floor(sorted.length / 3)] ?? Number.NaN;
  const high = sorted[Math.floor((2 * sorted.length) / 3)] ?? Number.NaN;
  const regimes = new Int8Array(days).fill(-1);
  for (let day = TREND_DAYS + 1; day < days; day++) {
    const value = volatility[day] ?? Number.NaN;
    const tercile = value < low ? 0 : value < high ? 1 : 2;
    const rising = (closes[day - 1] ?? Number.NaN) > (closes[day - 1 - TREND_DAYS] ?? Number.NaN) ? 1 : 0;
    regimes[day] = 2 * tercile + rising;
  }
  return regimes;
}
