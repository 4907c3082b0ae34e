import type { CandleColumns } from "../market/candle.ts";

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
 * A stretch of bars and the rule by which a bar of it is quiet: nothing fills in it and nothing is decided at its
 * close. Its driver sets what comes in, the session what comes out; one object serves a whole run.
 */
export interface QuietBars {
  readonly candles: CandleColumns;
  /** Receives the equity at the close of each bar taken, at the bar's index. */
  readonly equity: Float64Array;
  /** In: first bar of the stretch. */
  from: number;
  /** In: bar behind the last of the stretch. */
  to: number;
  /** In: quote currency, constant over the stretch. */
  cash: number;
  /** In: signed base units, constant over the stretch. */
  position: number;
  /** In: a bar whose open or low is at or below this level is not quiet; NaN = none. */
  floor: number;
  /** In: a bar whose open or high is at or above this level is not quiet; NaN = none. */
  ceiling: number;
  /** In: a bar at whose close equity is at or below this is not quiet. */
  ruinEquity: number;
  /** In: the target acted on last; only another one decides something. */
  lastTarget: number;
  /** In: bars that open earlier decide nothing, whatever the target. */
  decideFromMs: number;
  /** In and out: highest equity marked so far. */
  peakEquity: number;
  /** Out: bar behind the last one taken, `from` when none was. */
  next: number;
  /** Out: what the strategy answered on the last bar taken. */
  target: number;
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
   * Takes bars of a stretch as `onCandle` would, marking equity before each (cash + position x close), until a bar is
   * not quiet. A bar is left untouched when its time and prices are not finite, a level is touched or equity falls to
   * ruin; it is the last one taken when its target decides something. May stop anywhere for reasons of its own.
   * A session that lacks this is driven bar by bar, with the same result.
   */
  takeQuietBars?(bars: QuietBars): void;
}
