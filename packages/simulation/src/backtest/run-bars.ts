import type { CandleColumns } from "@rara-trading/domain";
import type { BarEngine } from "../engine/bar-engine.ts";

/**
 * Lets an engine take all bars, by stretches where its session trades them, and writes the equity at each close into
 * `equity`. A function of its own, so that what V8 makes of the loop outlives the run.
 */
export function runBars(engine: BarEngine, candles: CandleColumns, equity: Float64Array): void {
  const { openTimeMs, open, high, low, close, volume, length } = candles;
  for (
    let i = engine.tradeStretches(candles, 0, equity);
    i < length;
    i = engine.tradeStretches(candles, i + 1, equity)
  ) {
    engine.step(openTimeMs[i] ?? NaN, open[i] ?? NaN, high[i] ?? NaN, low[i] ?? NaN, close[i] ?? NaN, volume[i] ?? NaN);
    equity[i] = engine.equity;
  }
}
