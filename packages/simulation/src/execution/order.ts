import type { OrderPurpose, Side } from "@rara-trading/domain";

/**
 * How long an order works. `immediate-or-cancel` and `fill-or-kill` act once, when the order arrives (a stop: when it
 * triggers). `good-for-bars` ends after that many bars, the one it arrives in included; `day` with the trading day it
 * arrives on. Bars are the signal's bars, not the finer ones inside them.
 */
export type TimeInForce =
  | { readonly kind: "good-till-cancelled" }
  | { readonly kind: "immediate-or-cancel" }
  | { readonly kind: "fill-or-kill" }
  | { readonly kind: "good-for-bars"; readonly bars: number }
  | { readonly kind: "day" };

/**
 * Orders of one group exclude each other. `one-cancels-other`: the first execution of one cancels the rest.
 * `one-updates-other`: every lot that one executes is taken off the rest, so that a take-profit filled in part
 * leaves the stop for what is still held; this is what a bracket around a position wants.
 */
export interface OrderGroup {
  readonly id: number;
  readonly kind: "one-cancels-other" | "one-updates-other";
}

/** How far behind the best price a trailing stop follows. */
export type TrailOffset =
  | { readonly kind: "distance"; readonly distance: number }
  | { readonly kind: "bps"; readonly offsetBps: number };

/** What every order says. */
interface OrderTerms {
  /** Unique within a venue; executions and endings refer to it. */
  readonly id: number;
  readonly side: Side;
  /** Whole lots, above 0. */
  readonly lots: number;
  readonly purpose: OrderPurpose;
  /** Never opens or increases a position: capped at what is held when it executes. */
  readonly reduceOnly: boolean;
  readonly timeInForce: TimeInForce;
  readonly group?: OrderGroup;
}

/** Takes liquidity at the first price after its arrival. */
interface MarketOrder extends OrderTerms {
  readonly kind: "market";
}

/** Executes at `limitPrice` or better. */
interface LimitOrder extends OrderTerms {
  readonly kind: "limit";
  readonly limitPrice: number;
}

/** Becomes a market order once the price is at `stopPrice` or worse (at or above for a buy, at or below for a sell). */
interface StopOrder extends OrderTerms {
  readonly kind: "stop";
  readonly stopPrice: number;
}

/** Becomes a limit order once the price is at `stopPrice` or worse. */
interface StopLimitOrder extends OrderTerms {
  readonly kind: "stop-limit";
  readonly stopPrice: number;
  readonly limitPrice: number;
}

/** A stop whose level follows the best price since its arrival and never moves back. */
interface TrailingStopOrder extends OrderTerms {
  readonly kind: "trailing-stop";
  readonly trail: TrailOffset;
}

/** An order for a simulated venue. Prices in quote currency per base unit. */
export type WorkingOrder = MarketOrder | LimitOrder | StopOrder | StopLimitOrder | TrailingStopOrder;

/** The time in force of an order that works until it is filled or cancelled. */
export const GOOD_TILL_CANCELLED: TimeInForce = { kind: "good-till-cancelled" };
