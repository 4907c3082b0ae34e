import type { Period } from "./period.ts";

/** The columns of a bar that carry a price. */
export const PRICE_FIELDS = ["open", "high", "low", "close"] as const;

/** A price column of the bar. */
export type PriceField = (typeof PRICE_FIELDS)[number];

/** The indicators that take one input series; names are the SDK's classes. */
export const INDICATOR_NAMES = ["SMA", "EMA", "ROC", "RSI", "StdDev", "ZScore", "Highest", "Lowest", "Lag"] as const;

/** An indicator over one input series. */
export type IndicatorName = (typeof INDICATOR_NAMES)[number];

/** A number a bar: prices, volume, indicators of them and arithmetic between them. */
export type Series =
  | { readonly kind: "price"; readonly field: PriceField }
  | { readonly kind: "volume" }
  | { readonly kind: "indicator"; readonly name: IndicatorName; readonly input: Series; readonly period: Period }
  /** Wilder's average true range of the bars. */
  | { readonly kind: "average-true-range"; readonly period: Period }
  | { readonly kind: "ratio"; readonly left: Series; readonly right: Series }
  | { readonly kind: "difference"; readonly left: Series; readonly right: Series };

/** Returns a price column. */
export function price(field: PriceField): Series {
  return { kind: "price", field };
}

/** The volume column. */
export const VOLUME: Series = { kind: "volume" };

/** Returns `name` of `input` over `period` bars. */
export function indicator(name: IndicatorName, input: Series, period: Period): Series {
  return { kind: "indicator", name, input, period };
}

/** Returns Wilder's average true range over `period` bars. */
export function averageTrueRange(period: Period): Series {
  return { kind: "average-true-range", period };
}

/** Returns left / right. */
export function ratio(left: Series, right: Series): Series {
  return { kind: "ratio", left, right };
}

/** Returns left - right. */
export function difference(left: Series, right: Series): Series {
  return { kind: "difference", left, right };
}
