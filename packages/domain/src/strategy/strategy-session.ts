import type { TradingStretch } from "./trading-stretch.ts";

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
  /**
   * Trades bars of a stretch as the engine would: fills what waits at the open, asks for levels and triggers them, tells
   * the strategy what it holds, marks equity (cash + position x close), takes the bar and decides at its close. Ends
   * before a bar whose time and prices are not finite and, its open and its levels done, before a close in ruin; ends
   * behind a bar that decides on a guarded entry, which is then left to the driver. May stop anywhere else for reasons
   * of its own. A session that lacks this is driven bar by bar, with the same result.
   */
  tradeStretch?(stretch: TradingStretch): void;
  /** Gives back what the session holds, for one more to use; it must not be called afterwards. */
  [Symbol.dispose]?(): void;
}
