import { Decimal } from "decimal.js";
import type { Brand } from "../brand.ts";
import { RaraError } from "../rara-error.ts";

/**
 * Where float64 and exact decimals meet: the simulation computes in float64, everything that is written down
 * about money (events, orders, reports of fills) is an exact decimal string. No other file converts.
 */
export type ExactDecimal = Brand<string, "ExactDecimal">;

/** A price in quote currency per base unit, above 0. */
export type Price = Brand<ExactDecimal, "Price">;

/** An amount of base units, above 0. */
export type Quantity = Brand<ExactDecimal, "Quantity">;

function refuse(what: string, found: number): never {
  throw new RaraError(`Expected ${what}, found ${found}`, {
    category: "bug",
    code: "domain.decimal",
    hint: "Stop the session: a number that is not money must never become an order.",
  });
}

/** Returns the shortest decimal that reads back as the same float64. @throws RaraError on NaN or infinity. */
export function exactDecimal(value: number): ExactDecimal {
  if (!Number.isFinite(value)) refuse("a finite amount", value);
  return new Decimal(value).toFixed() as ExactDecimal;
}

/** Returns `value` as a price. @throws RaraError unless it is finite and above 0. */
export function price(value: number): Price {
  if (!(value > 0)) refuse("a price above 0", value);
  return exactDecimal(value) as Price;
}

/** Returns `value` as a quantity. @throws RaraError unless it is finite and above 0. */
export function quantity(value: number): Quantity {
  if (!(value > 0)) refuse("a quantity above 0", value);
  return exactDecimal(value) as Quantity;
}

/** Returns the float64 nearest to an exact decimal; the inverse of `exactDecimal`. */
export function toFloat64(value: ExactDecimal): number {
  return Number(value);
}
