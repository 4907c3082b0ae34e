import { assertNever } from "@rara-trading/domain";
import { conditionText } from "./canonical-text.ts";
import { canonicalCondition } from "./canonical-rule.ts";
import type { Condition, Constant } from "./condition.ts";
import { CONSTANT_DOMAINS } from "./constant-domain.ts";
import type { IndicatorName, PriceField, Series } from "./series.ts";
import type { StrategyRule } from "./strategy-tree.ts";
import { unitOf } from "./unit.ts";

const MIRRORED_FIELDS: Readonly<Record<PriceField, PriceField>> = {
  open: "open",
  high: "low",
  low: "high",
  close: "close",
};

const MIRRORED_INDICATORS: Partial<Record<IndicatorName, IndicatorName>> = { Highest: "Lowest", Lowest: "Highest" };

/** Returns whether a series goes down when prices go up-side down: sizes of moves and volume do not. */
function isDirected(series: Series): boolean {
  switch (series.kind) {
    case "price":
      return true;
    case "volume":
    case "average-true-range":
      return false;
    case "indicator":
      return series.name !== "StdDev" && isDirected(series.input);
    case "ratio":
    case "difference":
      return isDirected(series.left);
    default:
      return assertNever(series);
  }
}

function mirrorSeries(series: Series): Series {
  if (!isDirected(series)) return series;
  switch (series.kind) {
    case "price":
      return { kind: "price", field: MIRRORED_FIELDS[series.field] };
    case "indicator":
      return { ...series, name: MIRRORED_INDICATORS[series.name] ?? series.name, input: mirrorSeries(series.input) };
    case "ratio":
    case "difference":
      return { ...series, left: mirrorSeries(series.left), right: mirrorSeries(series.right) };
    case "volume":
    case "average-true-range":
      return series;
    default:
      return assertNever(series);
  }
}

function mirrorOperand(right: Series | Constant, left: Series): Series | Constant {
  if (right.kind !== "constant") return mirrorSeries(right);
  const domain = CONSTANT_DOMAINS[unitOf(left) ?? "price"];
  if (domain === undefined) return right;
  return { kind: "constant", value: Math.min(domain.max, Math.max(domain.min, 2 * domain.neutral - right.value)) };
}

/**
 * Returns what the condition would say in a market turned upside down: highs for lows, above for below, constants
 * reflected at the neutral one. Comparisons of sizes (ranges, volatility, volume) stay as they are.
 */
export function mirrorCondition(condition: Condition): Condition {
  switch (condition.kind) {
    case "compare": {
      const { left, operator, right } = condition;
      if (!isDirected(left) && (right.kind === "constant" || !isDirected(right))) return condition;
      return {
        kind: "compare",
        operator: operator === ">" ? "<" : ">",
        left: mirrorSeries(left),
        right: mirrorOperand(right, left),
      };
    }
    case "and":
    case "or":
      return { kind: condition.kind, conditions: condition.conditions.map(mirrorCondition) };
    case "not":
      return { kind: "not", condition: mirrorCondition(condition.condition) };
    default:
      return assertNever(condition);
  }
}

/** Returns whether a rule goes short exactly on the mirror image of what it goes long on. */
export function isSymmetric(rule: StrategyRule): boolean {
  if (rule.kind !== "regime" || rule.short === null) return false;
  return (
    conditionText(canonicalCondition(mirrorCondition(rule.long))) === conditionText(canonicalCondition(rule.short))
  );
}
