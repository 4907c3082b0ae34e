import type { Side } from "./side.ts";

/** Why an order exists. `entry` adds risk; the others only reduce it. */
export type OrderPurpose = "entry" | "exit" | "stop-loss" | "take-profit" | "liquidation";

/**
 * What a session wants done, before any guard has seen it. Numbers are float64 inside the simulation;
 * they become exact decimals where they leave it (`exact-decimal.ts`).
 */
export interface OrderIntent {
  /** 1, 2, 3 … within one trading session; with the session id it makes the client order id. */
  readonly sequence: number;
  /** Open time of the bar whose close proposed it. */
  readonly barOpenTimeMs: number;
  readonly side: Side;
  readonly purpose: OrderPurpose;
  /** Base units, above 0. */
  readonly quantity: number;
  /** The close that sized it, quote per base unit. */
  readonly referencePrice: number;
  /** Signed base units held when it was proposed. */
  readonly positionBefore: number;
  /** Signed base units held once it has filled. */
  readonly positionAfter: number;
}

/** An execution, as the broker reports it. */
export interface Fill {
  /** The intent it fills. */
  readonly sequence: number;
  /** Open time of the bar inside which it happened. */
  readonly barOpenTimeMs: number;
  readonly side: Side;
  readonly purpose: OrderPurpose;
  readonly quantity: number;
  /** After slippage, quote per base unit. */
  readonly price: number;
  readonly feeQuote: number;
  /** Profit booked by this fill before fees; 0 for an entry. */
  readonly realizedPnlQuote: number;
  /** Signed base units after the fill. */
  readonly positionAfter: number;
}

/** Returns the client order id of intent `sequence` of a session: the same intent always has the same id. */
export function clientOrderId(sessionId: string, sequence: number): string {
  return `${sessionId}-${sequence}`;
}
