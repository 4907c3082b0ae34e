import { HOLD_TARGET } from "@rara-trading/domain";
import { runBacktest } from "@rara-trading/simulation";
import { bareKernel } from "./bare-kernel.ts";
import { alternatingRates, type Benchmark } from "./benchmark.ts";
import { randomWalk, smaCrossTargets } from "./sma-market.ts";
import { BENCH_OPTIONS, TargetColumnSession } from "./target-column-session.ts";

const BARS = 1_000_000;

/** The engine over a million bars with targets from an array, against a bare loop over the same. */
export const engineBars: Benchmark = {
  name: "engine-bars",
  async run() {
    const candles = randomWalk(BARS, "bench");
    const targets = smaCrossTargets(candles.close, HOLD_TARGET);
    const equity = new Float64Array(BARS);
    const engine = (): number =>
      runBacktest(new TargetColumnSession(targets), candles, BENCH_OPTIONS, equity).equity[BARS - 1] ?? NaN;
    const kernel = (): number => bareKernel(candles, targets, BENCH_OPTIONS, HOLD_TARGET, equity);
    if (engine() !== kernel()) throw new Error("Expected the engine and the bare kernel to end with the same equity");
    const rates = alternatingRates(BARS, engine, kernel);
    return [
      {
        name: "engine",
        unit: "bars/s",
        median: rates.contender,
        ratio: rates.contender / rates.baseline,
        against: "bare-kernel",
      },
      { name: "bare-kernel", unit: "bars/s", median: rates.baseline, ratio: null, against: null },
    ];
  },
};
