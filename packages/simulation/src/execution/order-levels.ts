import type { OpenOrder } from "./open-order.ts";
import { trailingLevel } from "./trailing-level.ts";

/** Returns the level at which a stop that has not triggered does; NaN for a trailing stop that has seen no price. */
export function stopLevel({ order, best }: OpenOrder): number {
  if (order.kind === "stop" || order.kind === "stop-limit") return order.stopPrice;
  return order.kind === "trailing-stop" ? trailingLevel(order.side, order.trail, best) : NaN;
}

/** Returns the price limit of an order; NaN without one. */
export function limitOf({ order }: OpenOrder): number {
  return order.kind === "limit" || order.kind === "stop-limit" ? order.limitPrice : NaN;
}
