import { DEFAULT_COSTS, DEFAULT_SIZING, type StrategyMeta, type StrategySession } from "@rara-trading/domain";
import { DEFAULT_CAPITAL, type EngineOptions } from "@rara-trading/simulation";

/** How every benchmark trades: the defaults, without guards. */
export const BENCH_OPTIONS: EngineOptions = {
  capital: DEFAULT_CAPITAL,
  costs: DEFAULT_COSTS,
  sizing: DEFAULT_SIZING,
  guards: [],
  tradeFromMs: 0,
};

const META: StrategyMeta = {
  name: "target-column",
  version: 1,
  description: "Targets computed beforehand",
  warmupBars: 0,
  parameters: [],
};

/** A session that costs next to nothing: what is measured is the engine. */
export class TargetColumnSession implements StrategySession {
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
