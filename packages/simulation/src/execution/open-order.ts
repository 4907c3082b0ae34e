import type { WorkingOrder } from "./order.ts";

/** An order on its way to the venue or working there. The venue alone changes it. */
export interface OpenOrder {
  readonly order: WorkingOrder;
  remaining: number;
  filled: number;
  /** Whether it arrived; before, it counts the opens until it does. */
  live: boolean;
  opensToArrival: number;
  /** Opens until a cancellation arrives; infinity without one. */
  opensToCancel: number;
  /** How it behaves now: a triggered stop is a market or a limit order. */
  form: "market" | "limit" | "stop";
  /** Whether it is a limit that has just arrived and may meet the other side of the book. */
  fresh: boolean;
  /** Number of the finest bar at whose open a limit began to rest; its gap past that open is no gap. */
  restsSinceStep: number;
  /** The market's price when it began inside the current finest bar; NaN when it was there from the open. */
  began: number;
  /** Best price that a trailing stop has seen; NaN before the first. */
  best: number;
  /** Bars it was live in. */
  bars: number;
  /** Trading day it arrived on. */
  day: number;
  done: boolean;
}

/** Returns an order that arrives in `opensToArrival` opens, or is there already (0). */
export function openOrder(order: WorkingOrder, opensToArrival: number): OpenOrder {
  return {
    order,
    remaining: order.lots,
    filled: 0,
    live: opensToArrival === 0,
    opensToArrival,
    opensToCancel: Infinity,
    form: order.kind === "market" || order.kind === "limit" ? order.kind : "stop",
    fresh: order.kind === "limit" && opensToArrival > 0,
    restsSinceStep: -1,
    began: NaN,
    best: NaN,
    bars: 0,
    day: NaN,
    done: false,
  };
}

/** Returns whether the order acts once and then ends. */
export function isImmediate(order: WorkingOrder): boolean {
  return order.timeInForce.kind === "immediate-or-cancel" || order.timeInForce.kind === "fill-or-kill";
}
