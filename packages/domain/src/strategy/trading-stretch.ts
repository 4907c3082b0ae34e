import type { CandleColumns } from "../market/candle.ts";
import type { Fill } from "../trading/order.ts";

/** What is the same on every bar of a run without spread, latency or margin: how fills are priced and orders sized. */
export interface StretchRules {
  /** Price of a buy over the market's: 1 + slippage. */
  readonly buyFactor: number;
  /** Price of a sale over the market's: 1 - slippage. */
  readonly sellFactor: number;
  /** Fee as a fraction of a fill's notional. */
  readonly feeRate: number;
  /** Notional of a target of strength 1, as a fraction of equity at the signal's close. */
  readonly equityFraction: number;
  /** Lots in one base unit. */
  readonly lotsPerUnit: number;
  /** Whether somebody must be asked before an entry: a stretch then ends at every close that decides on one. */
  readonly guarded: boolean;
}

/** An account of one position and its orders, as numbers; what is held and what waits. */
export interface StretchState {
  /** Quote currency, after fees. */
  cash: number;
  /** Signed whole lots. */
  lots: number;
  /** Signed base units. */
  position: number;
  /** Average entry price; 0 when flat. */
  entryPrice: number;
  /** Highest equity marked so far. */
  peakEquity: number;
  /** Sum of quantity x price over all fills. */
  tradedNotional: number;
  /** Bars that ended with a position. */
  barsInPosition: number;
  /** Number of the latest order. */
  sequence: number;
  /** The target acted on last; only another one decides something. */
  lastTarget: number;
  /** Level of the stop-loss order; NaN = none. */
  stopLoss: number;
  stopSequence: number;
  /** Level of the take-profit order; NaN = none. */
  takeProfit: number;
  takeProfitSequence: number;
  /** Lots after the exit that fills at the next open; NaN = no such order. */
  exitLots: number;
  exitSequence: number;
  /** Lots after the entry that fills at the next open, behind the exit; NaN = no such order. */
  entryLots: number;
  entrySequence: number;
}

/** Fills in order, for whom all of them as objects would be too much. To be read before the session is called again. */
export interface FillBatch {
  readonly count: number;
  /** Returns fill `index`. */
  fill(index: number): Fill;
  /** What a fill closed, after its own fee, quote currency. */
  profitQuote(index: number): number;
  /** Signed base units held after it. */
  positionAfter(index: number): number;
}

/**
 * A stretch of bars that a session may trade by itself, exactly as the engine would. Its driver sets what comes in, the
 * session what comes out; one object serves a whole run.
 */
export interface TradingStretch {
  readonly candles: CandleColumns;
  /** Receives the equity at the close of each bar taken, at the bar's index. */
  readonly equity: Float64Array;
  readonly rules: StretchRules;
  /** In and out. */
  readonly state: StretchState;
  /** In: first bar of the stretch. */
  from: number;
  /** In: bar behind the last of the stretch. */
  to: number;
  /** In: a bar at whose close equity is at or below this ends the stretch. */
  ruinEquity: number;
  /** In: bars that open earlier decide nothing, whatever the target. */
  decideFromMs: number;
  /** Out: bar behind the last one taken, `from` when none was. */
  next: number;
  /** Out: what the strategy answered on the last bar taken. */
  target: number;
  /** Out: whether the strategy named levels that no order can rest at; they stand in the state as it gave them. */
  refusedLevels: boolean;
  /** Hears of every fill, in order: of some or all of a stretch at a time. */
  filled(fills: FillBatch): void;
}
