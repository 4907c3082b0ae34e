import { runBacktest } from "@rara-trading/simulation";
import { WasmStrategySession } from "@rara-trading/strategy-runtime";
import { alternatingRates, type Benchmark } from "./benchmark.ts";
import { smaKernel } from "./sma-kernel.ts";
import { randomWalk } from "./sma-market.ts";
import { compileSmaStrategy } from "./sma-strategy.ts";
import { BENCH_OPTIONS } from "./target-column-session.ts";

const BARS = 1_000_000;

/** A compiled, metered strategy in its sandbox through the backtester, against a bare loop that does the same. */
export const smaSandboxed: Benchmark = {
  name: "sma-sandboxed",
  async run() {
    const module = await compileSmaStrategy();
    const candles = randomWalk(BARS, "bench");
    const equity = new Float64Array(BARS);
    const sandboxed = (): number =>
      runBacktest(WasmStrategySession.open(module), candles, BENCH_OPTIONS, equity).equity[BARS - 1] ?? NaN;
    const kernel = (): number => smaKernel(candles, BENCH_OPTIONS, equity);
    if (sandboxed() !== kernel())
      throw new Error("Expected the strategy and the bare loop to end with the same equity");
    const rates = alternatingRates(BARS, sandboxed, kernel);
    return [
      {
        name: "sma-sandboxed",
        unit: "bars/s",
        median: rates.contender,
        ratio: rates.contender / rates.baseline,
        against: "javascript-kernel",
        demandedMedian: 20e6,
        demandedRatio: 0.28,
      },
      { name: "javascript-kernel", unit: "bars/s", median: rates.baseline, ratio: null, against: null },
    ];
  },
};
