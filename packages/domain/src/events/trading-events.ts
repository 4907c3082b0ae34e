import type { InstrumentId } from "../market/instrument-id.ts";
import type { Timeframe } from "../market/timeframe.ts";
import type { ExactDecimal, Price, Quantity } from "../trading/exact-decimal.ts";
import type { OrderPurpose } from "../trading/order.ts";
import type { Side } from "../trading/side.ts";
import type { SizingRule } from "../trading/sizing.ts";
import type { TradingCosts } from "../trading/trading-costs.ts";

/** A trading session opened for a strategy. */
export interface TradingSessionStarted {
  readonly sessionId: string;
  readonly mode: "paper";
  readonly strategyId: string;
  readonly artifactSha256: string;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly feed: "replay";
  /** Replay range by open time; `toMs` is exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Bars that open earlier warm the strategy up and are not traded. */
  readonly tradeFromMs: number;
  readonly capitalQuote: ExactDecimal;
  readonly costs: TradingCosts;
  readonly sizing: SizingRule;
  /** Guards in force, by name, with their limit. */
  readonly guards: readonly { readonly name: string; readonly limit: number }[];
}

/** What every order event says about its intent. */
export interface OrderFacts {
  readonly sessionId: string;
  readonly strategyId: string;
  readonly clientOrderId: string;
  readonly sequence: number;
  readonly instrument: InstrumentId;
  readonly barOpenTimeMs: number;
  readonly side: Side;
  readonly purpose: OrderPurpose;
  readonly quantity: Quantity;
}

/** Every guard approved an intent; it is durable before anything is sent. */
export interface OrderApproved extends OrderFacts {
  readonly referencePrice: Price;
}

/** A guard refused an intent. */
export interface OrderRefused extends OrderFacts {
  readonly referencePrice: Price;
  readonly guard: string;
  readonly limit: number;
  readonly actual: number;
}

/** The broker executed an order. */
export interface OrderFilled extends OrderFacts {
  readonly price: Price;
  readonly feeQuote: ExactDecimal;
  readonly realizedPnlQuote: ExactDecimal;
  /** Signed base units after the fill. */
  readonly positionAfter: ExactDecimal;
}

/** The account was marked at the last close of a UTC day. */
export interface EquityMarked {
  readonly sessionId: string;
  readonly strategyId: string;
  readonly barOpenTimeMs: number;
  readonly equityQuote: ExactDecimal;
  readonly positionAfter: ExactDecimal;
  readonly closePrice: Price;
}

/**
 * A strategy failed in a session and is not called again. Not every failure comes again when the session is replayed (a
 * process can be killed), so it is a fact of its own.
 */
export interface StrategyFailed {
  readonly sessionId: string;
  readonly strategyId: string;
  /** Which call of the strategy failed, counted from 0 over the session. */
  readonly callIndex: number;
  readonly barOpenTimeMs: number;
  /** Code and message of the fault. */
  readonly code: string;
  readonly message: string;
}

/** Someone asked paper trading to stop. */
export interface PaperStopRequested {
  readonly requestId: string;
}

/** A paper process stopped and acknowledges the request, if there was one. */
export interface PaperStopped {
  readonly ownerId: string;
  readonly requestId: string | null;
  readonly reason: "requested" | "interrupted" | "completed" | "failed";
}

/** A trading session ended. */
export interface TradingSessionEnded {
  readonly sessionId: string;
  readonly strategyId: string;
  readonly reason: "feed-ended" | "stopped" | "strategy-fault";
  readonly detail: string;
  readonly barsProcessed: number;
  readonly lastBarOpenTimeMs: number | null;
}
