import type { Candle, CandleColumns } from "@rara-trading/domain";

/**
 * Returns whether finer bars are the whole inside of a bar: sorted, none before it, and with its open, high, low and
 * close. A gap in the finer series that hides an extreme shows here; volumes may differ by what the source rounded.
 */
export function addsUp(bar: Candle, finer: CandleColumns): boolean {
  const last = finer.length - 1;
  if (last < 0 || finer.open[0] !== bar.open || finer.close[last] !== bar.close) return false;
  let high = -Infinity;
  let low = Infinity;
  let before = bar.openTimeMs - 1;
  for (let i = 0; i <= last; i++) {
    const openTimeMs = finer.openTimeMs[i] ?? NaN;
    if (!(openTimeMs > before)) return false;
    before = openTimeMs;
    high = Math.max(high, finer.high[i] ?? NaN);
    low = Math.min(low, finer.low[i] ?? NaN);
  }
  return high === bar.high && low === bar.low;
}
