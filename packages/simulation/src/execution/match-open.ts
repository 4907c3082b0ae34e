import type { ExecutionDesk } from "./execution-desk.ts";
import type { OpenOrder } from "./open-order.ts";
import { arrivalRejection } from "./order-check.ts";
import { limitOf, stopLevel } from "./order-levels.ts";
import { reachesLimit, reachesStop } from "./price-reach.ts";
import { noteFirstTouch } from "./first-touch.ts";
import { betterPrice } from "./trailing-level.ts";

/**
 * Triggers a stop while the market stands at `reference`: it executes there, or, as a limit that the market is already
 * past, rests from here on. `began` is the price from which the rest of the bar is sure, NaN for the whole bar.
 */
export function triggerStop(desk: ExecutionDesk, open: OpenOrder, reference: number, began: number): void {
  if (open.order.kind !== "stop-limit") {
    open.form = "market";
    desk.take(open, reference);
    return;
  }
  open.form = "limit";
  open.restsSinceStep = desk.stepNumber;
  open.began = began;
  if (!desk.takeWithin(open, reference, open.order.limitPrice)) desk.expireImmediate(open);
}

function arrive(desk: ExecutionDesk, open: OpenOrder, price: number): void {
  const held = open.order.reduceOnly ? desk.client.heldLots(open.order) : 0;
  const rejection = arrivalRejection(open.order, desk.model, price, held);
  if (rejection !== undefined) desk.end(open, { kind: "rejected", rejection });
  else open.live = true;
}

function openStop(desk: ExecutionDesk, open: OpenOrder, price: number): void {
  if (reachesStop(open.order.side, price, stopLevel(open))) {
    noteFirstTouch(desk, open);
    triggerStop(desk, open, price, NaN);
  } else if (open.order.kind === "trailing-stop") {
    open.best = Number.isNaN(open.best) ? price : betterPrice(open.order.side, open.best, price);
  }
}

function openLimit(desk: ExecutionDesk, open: OpenOrder, price: number): void {
  const limitPrice = limitOf(open);
  if (open.fresh) {
    open.fresh = false;
    open.restsSinceStep = desk.stepNumber;
    if (!desk.takeWithin(open, price, limitPrice)) desk.expireImmediate(open);
  } else if (
    open.restsSinceStep !== desk.stepNumber &&
    reachesLimit(open.order.side, price, limitPrice, desk.model.limitFill)
  ) {
    noteFirstTouch(desk, open);
    desk.make(open, price, price);
  }
}

/**
 * Executes what an open price decides, in this order: orders arrive and market orders execute, as they were sent; stops
 * that the open reaches; limits that it reaches. Again while executions place further orders.
 */
export function matchOpen(desk: ExecutionDesk, price: number): void {
  let attached: number;
  do {
    ({ attached } = desk);
    for (const open of desk.orders) {
      if (!open.done && !open.live && open.opensToArrival === 0) arrive(desk, open, price);
      if (!open.done && open.live && open.form === "market") desk.take(open, price);
    }
    for (const open of desk.orders) if (!open.done && open.live && open.form === "stop") openStop(desk, open, price);
    for (const open of desk.orders) {
      // What an execution has placed takes its turn from the beginning: its stop comes before its limit as well.
      if (attached !== desk.attached) break;
      if (!open.done && open.live && open.form === "limit") openLimit(desk, open, price);
    }
  } while (attached !== desk.attached);
}
