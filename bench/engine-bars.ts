import {
  DEFAULT_COSTS,
  DEFAULT_SIZING,
  HOLD_TARGET,
  type StrategyMeta,
  type StrategySession,
} from "@rara-trading/domain";
import { DEFAULT_CAPITAL, type EngineOptions, runBacktest } from "@rara-trading/simulation";
import { bareKernel } from "./bare-kernel.ts";
import { alternatingRates, type Benchmark } from "./benchmark.ts";
import { randomWalk, smaCrossTargets } from "./sma-market.ts";

const BARS = 1_000_000;

const META: StrategyMeta = {
  name: "target-column",
  version: 1,
  description: "Targets computed beforehand",
  warmupBars: 0,
  parameters: [],
};

/** A session that costs next to nothing: what is measured is the engine. */
class TargetColumnSession implements StrategySession {
  readonly meta = META;
  readonly stopLoss = NaN;
  readonly takeProfit = NaN;
  readonly #targets: Float64Array;
  #bar = 0;

  constructor(targets: Float64Array) {
    this.#targets = targets;
  }

  onCandle(): number {
    return this.#targets[this.#bar++] ?? NaN;
  }

  setPosition(): void {}

  askRiskLevels(): void {}
}

/** The engine over a million bars with targets from an array, against a bare loop over the same. */
export const engineBars: Benchmark = {
  name: "engine-bars",
  async run() {
    const candles = randomWalk(BARS, "bench");
    const targets = smaCrossTargets(candles.close, HOLD_TARGET);
    const equity = new Float64Array(BARS);
    const options: EngineOptions = {
      capital: DEFAULT_CAPITAL,
      costs: DEFAULT_COSTS,
      sizing: DEFAULT_SIZING,
      guards: [],
      tradeFromMs: 0,
    };
    const engine = (): number =>
      runBacktest(new TargetColumnSession(targets), candles, options, equity).equity[BARS - 1] ?? NaN;
    const kernel = (): number => bareKernel(candles, targets, options, HOLD_TARGET, equity);
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
