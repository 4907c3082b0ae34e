import { RaraError, type Side } from "@rara-trading/domain";
import type { ExecutionModel } from "./execution-model.ts";
import { roundToTick } from "./tick.ts";

/** A price to execute at, and what each part of the way from the market's price to it costs, quote per base unit. */
export interface ExecutionQuote {
  readonly price: number;
  readonly spread: number;
  /** Slippage or impact. */
  readonly slippage: number;
  readonly rounding: number;
}

function worse(side: Side, price: number, fraction: number): number {
  return side === "buy" ? price * (1 + fraction) : price * (1 - fraction);
}

function worst(side: Side, price: number, limitPrice: number | null): number {
  if (limitPrice === null) return price;
  return side === "buy" ? Math.min(price, limitPrice) : Math.max(price, limitPrice);
}

function halfSpread(model: ExecutionModel): number {
  return model.spreadBps / 2 / 10_000;
}

function checked(price: number, reference: number): number {
  if (price > 0 && price < Infinity) return price;
  throw new RaraError(`Expected an execution price above 0, found ${price} for a market at ${reference}`, {
    category: "configuration",
    code: "simulation.bad-price",
    hint: "Look at the series, the tick size and the slippage: no order executes at such a price.",
  });
}

/** Returns whether a limit order meets the other side of the book when the market stands at `reference`. */
export function isMarketable(model: ExecutionModel, side: Side, reference: number, limitPrice: number): boolean {
  const quoted = worse(side, reference, halfSpread(model));
  return side === "buy" ? quoted <= limitPrice : quoted >= limitPrice;
}

/**
 * Returns what a taker pays when the market stands at `reference`: half the spread, then slippage as a fraction of the
 * quoted price, then the tick that is worse, but never worse than `limitPrice` (`null` for none).
 */
export function takerQuote(
  model: ExecutionModel,
  side: Side,
  reference: number,
  slippage: number,
  limitPrice: number | null,
): ExecutionQuote {
  const quoted = worse(side, reference, halfSpread(model));
  const slipped = worst(side, worse(side, quoted, slippage), limitPrice);
  const rounded = roundToTick(slipped, model.rules.tickSize, side === "buy" ? "up" : "down");
  const price = checked(worst(side, rounded, limitPrice), reference);
  return {
    price,
    spread: Math.abs(quoted - reference),
    slippage: Math.abs(slipped - quoted),
    rounding: Math.abs(price - slipped),
  };
}

/**
 * Returns what a maker pays at `price`, which is no worse than its limit: that price, to the worse tick. Where it lies
 * within the spread of a market at `market` the difference counts as spread.
 */
export function makerQuote(
  model: ExecutionModel,
  side: Side,
  price: number,
  limitPrice: number,
  market: number,
): ExecutionQuote {
  const rounded = roundToTick(price, model.rules.tickSize, side === "buy" ? "up" : "down");
  const paid = checked(worst(side, rounded, limitPrice), market);
  return { price: paid, spread: Math.abs(price - market), slippage: 0, rounding: Math.abs(paid - price) };
}
