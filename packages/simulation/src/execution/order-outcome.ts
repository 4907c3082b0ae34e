import type { OrderPurpose, Side } from "@rara-trading/domain";
import type { TimeInForce, WorkingOrder } from "./order.ts";

/** What an execution cost besides the price itself, quote currency; below 0 where it was earned (a maker's rebate). */
export interface ExecutionCosts {
  readonly feeQuote: number;
  readonly spreadQuote: number;
  /** Fixed and volatility-scaled slippage. */
  readonly slippageQuote: number;
  /** Square-root impact. */
  readonly impactQuote: number;
  /** Rounding to the tick. */
  readonly roundingQuote: number;
}

/** Some or all lots of an order changed hands. */
export interface OrderExecution {
  readonly orderId: number;
  readonly side: Side;
  readonly purpose: OrderPurpose;
  /** Open time of the signal's bar. */
  readonly barOpenTimeMs: number;
  /** Open time of the finest bar that decided it; the bar's own where nothing finer was given. */
  readonly finestOpenTimeMs: number;
  /** Whole lots, above 0. */
  readonly lots: number;
  /** Base units. */
  readonly quantity: number;
  /** After spread, slippage, impact and rounding, quote per base unit. */
  readonly price: number;
  readonly liquidity: "maker" | "taker";
  readonly costs: ExecutionCosts;
  /** What still works after it. */
  readonly remainingLots: number;
}

/** Why a venue would not take an order. */
export type OrderRejection =
  | { readonly rule: "tick-size"; readonly limit: number; readonly actual: number }
  | { readonly rule: "minimum-notional"; readonly limit: number; readonly actual: number }
  /** `actual` is what its owner holds, in signed lots. */
  | { readonly rule: "reduce-only"; readonly actual: number }
  /** Slippage needs `limit` closed bars, `actual` were there. */
  | { readonly rule: "history"; readonly limit: number; readonly actual: number };

/** How an order stopped working. */
export type OrderEnding =
  | { readonly kind: "filled" }
  | { readonly kind: "cancelled"; readonly by: "client" | "group" | "nothing-to-reduce" }
  | { readonly kind: "expired"; readonly timeInForce: TimeInForce["kind"] }
  | { readonly kind: "rejected"; readonly rejection: OrderRejection };

/** An order that no longer works. */
export interface EndedOrder {
  readonly order: WorkingOrder;
  /** Lots executed before; an order that expired or was cancelled may have filled in part. */
  readonly filledLots: number;
  readonly ending: OrderEnding;
}

/** Whoever sends orders to a venue: asked what it holds, told what happened, in the order in which it happened. */
export interface VenueClient {
  /** Signed lots that the owner of an order holds now; the venue asks before every execution of a reduce-only order. */
  heldLots(order: WorkingOrder): number;
  /** May call `attach` and `detach` of the venue. */
  executed(execution: OrderExecution): void;
  /** An order ended; after `executed` of its last lots. May call `attach` and `detach`. */
  ended(end: EndedOrder): void;
}
