/** The target that means "no change". Any other value must lie in [-1, 1]. */
export const HOLD_TARGET = 2;

/** A tunable number of a strategy. */
export interface StrategyParameter {
  readonly name: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** What a strategy says about itself. */
export interface StrategyMeta {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  /** Bars during which targets are ignored. */
  readonly warmupBars: number;
  readonly parameters: readonly StrategyParameter[];
}

/**
 * One strategy with one parameter set on one instrument and timeframe: state in, target out. Backtest, paper and
 * live drive the same session. After any fault (a thrown `RaraError`) it is dead and must not be called again.
 */
export interface StrategySession {
  readonly meta: StrategyMeta;
  /**
   * Takes one closed bar, in order, and returns the target: strength in [-1, 1] (sign = side, 0 = flat) or
   * `HOLD_TARGET`. Time in epoch ms, prices in quote currency.
   */
  onCandle(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): number;
  /** Tells the session what it holds: signed size and average entry price; 0, 0 when flat. Never during `onCandle`. */
  setPosition(size: number, entryPrice: number): void;
  /** Asks for protective prices of a position (+1 long, -1 short); the answer stands in `stopLoss` and `takeProfit`. */
  askRiskLevels(side: 1 | -1, entryPrice: number): void;
  /** Absolute stop-loss price after `askRiskLevels`; NaN = none. */
  readonly stopLoss: number;
  /** Absolute take-profit price after `askRiskLevels`; NaN = none. */
  readonly takeProfit: number;
}
