import { type CandleColumns, emptyColumns, SeededRandom } from "@rara-trading/domain";

/** Look-backs of the crossing averages that the benchmarks trade. */
export const FAST = 10;
export const SLOW = 30;

const MINUTE_MS = 60_000;

/** Returns a random walk of minute bars, the same for a seed. */
export function randomWalk(bars: number, seed: string): CandleColumns {
  const random = new SeededRandom(seed);
  const columns = emptyColumns(bars);
  let price = 100;
  for (let i = 0; i < bars; i++) {
    const open = price;
    price *= 1 + (random.next() - 0.5) * 0.004;
    const spread = price * random.next() * 0.001;
    columns.openTimeMs[i] = i * MINUTE_MS;
    columns.open[i] = open;
    columns.high[i] = Math.max(open, price) + spread;
    columns.low[i] = Math.min(open, price) - spread;
    columns.close[i] = price;
    columns.volume[i] = 1;
  }
  return columns;
}

/** Returns the target a bar: long while the fast average of closes is above the slow one, hold before both exist. */
export function smaCrossTargets(close: Float64Array, hold: number): Float64Array {
  const targets = new Float64Array(close.length).fill(hold);
  let fast = 0;
  let slow = 0;
  for (let i = 0; i < close.length; i++) {
    const value = close[i] ?? NaN;
    if (i >= FAST) fast -= close[i - FAST] ?? NaN;
    if (i >= SLOW) slow -= close[i - SLOW] ?? NaN;
    fast += value;
    slow += value;
    if (i >= SLOW - 1) targets[i] = fast / FAST > slow / SLOW ? 1 : 0;
  }
  return targets;
}
