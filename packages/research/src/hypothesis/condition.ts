import type { Series } from "./series.ts";

/** How two sides are compared. A comparison with NaN is false. */
export type CompareOperator = ">" | "<";

/** A number that does not change. */
export interface Constant {
  readonly kind: "constant";
  readonly value: number;
}

/** A yes or no a bar. */
export type Condition =
  | {
      readonly kind: "compare";
      readonly operator: CompareOperator;
      readonly left: Series;
      readonly right: Series | Constant;
    }
  /** Two conditions or more. */
  | { readonly kind: "and"; readonly conditions: readonly Condition[] }
  | { readonly kind: "or"; readonly conditions: readonly Condition[] }
  | { readonly kind: "not"; readonly condition: Condition };

/** Returns left > right; a number stands for the constant. */
export function above(left: Series, right: Series | number): Condition {
  return { kind: "compare", operator: ">", left, right: operand(right) };
}

/** Returns left < right; a number stands for the constant. */
export function below(left: Series, right: Series | number): Condition {
  return { kind: "compare", operator: "<", left, right: operand(right) };
}

/** Returns "all of `conditions`". */
export function allOf(...conditions: readonly Condition[]): Condition {
  return { kind: "and", conditions };
}

/** Returns "any of `conditions`". */
export function anyOf(...conditions: readonly Condition[]): Condition {
  return { kind: "or", conditions };
}

function operand(right: Series | number): Series | Constant {
  return typeof right === "number" ? { kind: "constant", value: right } : right;
}
