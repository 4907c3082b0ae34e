import type { Candle, Side } from "@rara-trading/domain";
import type { ExecutionModel } from "./execution-model.ts";

/** Returns whether a price is at a stop's level or beyond it: at or above for a buy, at or below for a sell. */
export function reachesStop(side: Side, price: number, level: number): boolean {
  return side === "buy" ? price >= level : price <= level;
}

/** Returns whether a limit executes as a maker when the best price for it was `price`. */
export function reachesLimit(
  side: Side,
  price: number,
  limitPrice: number,
  fill: ExecutionModel["limitFill"],
): boolean {
  if (fill === "touch" && price === limitPrice) return true;
  return side === "buy" ? price < limitPrice : price > limitPrice;
}

/** Returns the price of a bar that is worst for a stop of this side: the high for a buy, the low for a sell. */
export function adverseExtreme(side: Side, bar: Candle): number {
  return side === "buy" ? bar.high : bar.low;
}

/**
 * Returns the price of a bar that an order is sure to have seen and that is best for it: the low for a buy, the high
 * for a sell. An order that began inside the bar at `began` is only sure of the way from there to the close; NaN stands
 * for one that was there from the open.
 */
export function favourableExtreme(side: Side, bar: Candle, began: number): number {
  if (Number.isNaN(began)) return side === "buy" ? bar.low : bar.high;
  return side === "buy" ? Math.min(began, bar.close) : Math.max(began, bar.close);
}
