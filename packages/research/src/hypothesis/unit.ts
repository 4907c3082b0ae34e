import { assertNever } from "@rara-trading/domain";
import type { IndicatorName, Series } from "./series.ts";

/**
 * What a series measures; only like is compared with like.
 * `price`: quote currency. `price-change`: a signed distance between prices. `price-range`: a size of price moves,
 * never negative. `volume`: the source's volume. `ratio`: quotient of two like series, around 1. `return`: a signed
 * fraction of a price. `volatility`: a size of returns, never negative. `score`: a signed distance in units of its
 * own spread. `oscillator`: 0 … 100.
 */
export type Unit =
  | "price"
  | "price-change"
  | "price-range"
  | "volume"
  | "ratio"
  | "return"
  | "volatility"
  | "score"
  | "oscillator";

const RATIOS: Partial<Record<Unit, Partial<Record<Unit, Unit>>>> = {
  price: { price: "ratio" },
  volume: { volume: "ratio" },
  "price-range": { "price-range": "ratio", price: "volatility" },
  volatility: { volatility: "ratio" },
  "price-change": { price: "return", "price-range": "score" },
  return: { volatility: "score" },
};

const DIFFERENCES: Partial<Record<Unit, Partial<Record<Unit, Unit>>>> = {
  price: { price: "price-change" },
  return: { return: "return" },
  score: { score: "score" },
};

/** A relative change needs a quantity that is positive and not around 0. */
const CHANGE_INPUTS: ReadonlySet<Unit> = new Set(["price", "volume", "price-range", "ratio", "volatility"]);

const SPREADS: Partial<Record<Unit, Unit>> = {
  price: "price-range",
  "price-change": "price-range",
  return: "volatility",
};

function indicatorUnit(name: IndicatorName, input: Unit): Unit | undefined {
  switch (name) {
    case "SMA":
    case "EMA":
    case "Highest":
    case "Lowest":
    case "Lag":
      return input;
    case "ROC":
      return CHANGE_INPUTS.has(input) ? "return" : undefined;
    case "StdDev":
      return SPREADS[input];
    case "RSI":
      return "oscillator";
    case "ZScore":
      return "score";
    default:
      return assertNever(name);
  }
}

/** Returns the unit of a series, or `undefined` when its parts do not go together. */
export function unitOf(series: Series): Unit | undefined {
  switch (series.kind) {
    case "price":
      return "price";
    case "volume":
      return "volume";
    case "average-true-range":
      return "price-range";
    case "indicator": {
      const input = unitOf(series.input);
      return input === undefined ? undefined : indicatorUnit(series.name, input);
    }
    case "ratio":
    case "difference": {
      const left = unitOf(series.left);
      const right = unitOf(series.right);
      if (left === undefined || right === undefined) return undefined;
      return (series.kind === "ratio" ? RATIOS : DIFFERENCES)[left]?.[right];
    }
    default:
      return assertNever(series);
  }
}
