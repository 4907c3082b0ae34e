import { assertNever, RaraError, type Side } from "@rara-trading/domain";
import { GOOD_TILL_CANCELLED, type TimeInForce, type TrailOffset, type WorkingOrder } from "../execution/order.ts";
import { roundToTick } from "../execution/tick.ts";

/**
 * How a sleeve enters. Offsets are in basis points of the signal's close: a limit waits that much below it (a buy) or
 * above it (a sell), a stop that much on the other side.
 */
export type EntryStyle =
  | { readonly kind: "market" }
  | { readonly kind: "limit"; readonly offsetBps: number; readonly timeInForce: TimeInForce }
  | { readonly kind: "stop"; readonly offsetBps: number; readonly timeInForce: TimeInForce };

/** How a sleeve leaves at a signal. What a limit did not get by its end is sent as a market order at that close. */
export type ExitStyle =
  | { readonly kind: "market" }
  | { readonly kind: "limit"; readonly offsetBps: number; readonly timeInForce: TimeInForce };

/**
 * How a stop-loss rests at the level that the strategy gave. `stop-limit` limits it `limitOffsetBps` beyond the level
 * and may therefore miss. `trailing-stop` follows at `trail`, or at the distance between entry and level when `trail`
 * is left out; with a `trail` it rests even where the strategy gives no level.
 */
export type StopLossStyle =
  | { readonly kind: "stop" }
  | { readonly kind: "stop-limit"; readonly limitOffsetBps: number }
  | { readonly kind: "trailing-stop"; readonly trail?: TrailOffset };

/** The orders a sleeve sends. Take-profits rest as limits. */
export interface OrderStyle {
  readonly entry: EntryStyle;
  readonly exit: ExitStyle;
  readonly stopLoss: StopLossStyle;
}

/** Market orders and plain stops: what `BarEngine` does. */
export const MARKET_ORDERS: OrderStyle = {
  entry: { kind: "market" },
  exit: { kind: "market" },
  stopLoss: { kind: "stop" },
};

/** What every order of a sleeve says. */
export type OrderTerms = Pick<WorkingOrder, "id" | "side" | "lots" | "purpose" | "reduceOnly" | "group">;

/** A limit is never worse than asked for. */
function limitTick(price: number, side: Side, tickSize: number | null): number {
  return roundToTick(price, tickSize, side === "sell" ? "up" : "down");
}

/** A stop never triggers before the price asked for. */
function stopTick(price: number, side: Side, tickSize: number | null): number {
  return roundToTick(price, tickSize, side === "buy" ? "up" : "down");
}

function shifted(price: number, side: Side, towardsBetter: boolean, offsetBps: number): number {
  const below = (side === "buy") === towardsBetter;
  return price * (below ? 1 - offsetBps / 10_000 : 1 + offsetBps / 10_000);
}

/** Returns the order that enters or leaves at a signal which closed at `close`. */
export function signalOrder(
  terms: OrderTerms,
  style: EntryStyle | ExitStyle,
  close: number,
  tickSize: number | null,
): WorkingOrder {
  const { side } = terms;
  switch (style.kind) {
    case "market":
      return { ...terms, kind: "market", timeInForce: GOOD_TILL_CANCELLED };
    case "limit": {
      const limitPrice = limitTick(shifted(close, side, true, style.offsetBps), side, tickSize);
      return { ...terms, kind: "limit", limitPrice, timeInForce: style.timeInForce };
    }
    case "stop": {
      const stopPrice = stopTick(shifted(close, side, false, style.offsetBps), side, tickSize);
      return { ...terms, kind: "stop", stopPrice, timeInForce: style.timeInForce };
    }
    default:
      return assertNever(style);
  }
}

/** Returns the stop-loss of a position, `undefined` where neither strategy nor style gives one. `level` NaN = none. */
export function stopLossOrder(
  terms: OrderTerms,
  style: StopLossStyle,
  level: number,
  entryPrice: number,
  tickSize: number | null,
): WorkingOrder | undefined {
  const timeInForce = GOOD_TILL_CANCELLED;
  if (style.kind === "trailing-stop") {
    const distance = Math.abs(entryPrice - level);
    const trail = style.trail ?? (distance > 0 ? { kind: "distance", distance } : undefined);
    return trail === undefined ? undefined : { ...terms, kind: "trailing-stop", trail, timeInForce };
  }
  if (!(level > 0)) return undefined;
  const stopPrice = stopTick(level, terms.side, tickSize);
  // Below the smallest tick no price can trigger it.
  if (!(stopPrice > 0)) return undefined;
  if (style.kind === "stop") return { ...terms, kind: "stop", stopPrice, timeInForce };
  const limitPrice = limitTick(shifted(level, terms.side, false, style.limitOffsetBps), terms.side, tickSize);
  return { ...terms, kind: "stop-limit", stopPrice, limitPrice, timeInForce };
}

/** Returns the take-profit of a position, a limit at `level`. */
export function takeProfitOrder(terms: OrderTerms, level: number, tickSize: number | null): WorkingOrder {
  const limitPrice = limitTick(level, terms.side, tickSize);
  return { ...terms, kind: "limit", limitPrice, timeInForce: GOOD_TILL_CANCELLED };
}

/** Returns `style` once its offsets make sense. @throws RaraError `simulation.order-style`. */
export function checkedOrderStyle(style: OrderStyle): OrderStyle {
  const { entry, exit, stopLoss } = style;
  const offsets = [
    entry.kind === "market" ? 0 : entry.offsetBps,
    exit.kind === "market" ? 0 : exit.offsetBps,
    stopLoss.kind === "stop-limit" ? stopLoss.limitOffsetBps : 0,
  ];
  for (const offset of offsets) {
    if (offset >= 0 && offset < 10_000) continue;
    throw new RaraError(`Expected an order offset from 0 to below 10,000 bp, found ${offset}`, {
      category: "usage",
      code: "simulation.order-style",
      hint: "Offsets are distances in basis points of the close; the side decides the direction.",
    });
  }
  return style;
}
