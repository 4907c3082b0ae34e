import { assertNever, RaraError, sideSign } from "@rara-trading/domain";
import type { ExecutionModel } from "./execution-model.ts";
import type { WorkingOrder } from "./order.ts";
import type { OrderRejection } from "./order-outcome.ts";
import { isOnTick } from "./tick.ts";

function refuseOrder(id: number, expected: string, found: unknown): never {
  throw new RaraError(`Expected ${expected} in order ${id}, found ${String(found)}`, {
    category: "bug",
    code: "simulation.bad-order",
    hint: "Build orders from whole lots and finite prices above 0.",
  });
}

function pricesOf(order: WorkingOrder): readonly number[] {
  switch (order.kind) {
    case "market":
    case "trailing-stop":
      return [];
    case "limit":
      return [order.limitPrice];
    case "stop":
      return [order.stopPrice];
    case "stop-limit":
      return [order.stopPrice, order.limitPrice];
    default:
      return assertNever(order);
  }
}

/** Refuses what no client may send. @throws RaraError `simulation.bad-order`. */
export function checkOrder(order: WorkingOrder): void {
  const { id, lots, timeInForce } = order;
  if (!Number.isSafeInteger(lots) || lots <= 0) refuseOrder(id, "whole lots above 0", lots);
  for (const price of pricesOf(order)) {
    if (!(price > 0 && price < Infinity)) refuseOrder(id, "a finite price above 0", price);
  }
  if (order.kind === "trailing-stop") {
    const offset = order.trail.kind === "distance" ? order.trail.distance : order.trail.offsetBps;
    if (!(offset > 0 && offset < Infinity)) refuseOrder(id, "a finite trailing offset above 0", offset);
  }
  if (timeInForce.kind === "good-for-bars" && !(Number.isSafeInteger(timeInForce.bars) && timeInForce.bars > 0)) {
    refuseOrder(id, "a whole number of bars above 0", timeInForce.bars);
  }
}

/** Returns why the venue does not take an order's prices, if it does not. */
export function tickRejection(order: WorkingOrder, model: ExecutionModel): OrderRejection | undefined {
  const { tickSize } = model.rules;
  if (tickSize === null) return undefined;
  const off = pricesOf(order).find((price) => !isOnTick(price, tickSize));
  return off === undefined ? undefined : { rule: "tick-size", limit: tickSize, actual: off };
}

/**
 * Returns why the venue does not take an order that arrives while the market stands at `market` and its owner holds
 * `held` signed lots. An order that only reduces is free of the smallest notional: what was opened can be closed.
 */
export function arrivalRejection(
  order: WorkingOrder,
  model: ExecutionModel,
  market: number,
  held: number,
): OrderRejection | undefined {
  if (order.reduceOnly) {
    return held * sideSign(order.side) < 0 ? undefined : { rule: "reduce-only", actual: held };
  }
  const { lotsPerUnit, minNotional } = model.rules;
  const price = pricesOf(order).at(-1) ?? market;
  const notional = (order.lots / lotsPerUnit) * price;
  return notional < minNotional ? { rule: "minimum-notional", limit: minNotional, actual: notional } : undefined;
}
