import { assertNever } from "@rara-trading/domain";
import type { Condition } from "./condition.ts";
import type { IndicatorName, Series } from "./series.ts";
import { conditionsOf, type StrategyRule } from "./strategy-tree.ts";

/** Indicators that look at the input `period` bars ago and so need one bar more than the window. */
const LOOKS_PAST_WINDOW: ReadonlySet<IndicatorName> = new Set(["ROC", "RSI", "Lag"]);

/** Returns the leading bars on which a series has no value, given that prices and volume always have one. */
export function seriesWarmUp(series: Series): number {
  switch (series.kind) {
    case "price":
    case "volume":
      return 0;
    case "average-true-range":
      return series.period - 1;
    case "indicator":
      return seriesWarmUp(series.input) + series.period - (LOOKS_PAST_WINDOW.has(series.name) ? 0 : 1);
    case "ratio":
    case "difference":
      return Math.max(seriesWarmUp(series.left), seriesWarmUp(series.right));
    default:
      return assertNever(series);
  }
}

/** Returns the leading bars on which some series of the condition has no value. */
function conditionWarmUp(condition: Condition): number {
  switch (condition.kind) {
    case "compare": {
      const right = condition.right.kind === "constant" ? 0 : seriesWarmUp(condition.right);
      return Math.max(seriesWarmUp(condition.left), right);
    }
    case "and":
    case "or":
      return condition.conditions.reduce((bars, member) => Math.max(bars, conditionWarmUp(member)), 0);
    case "not":
      return conditionWarmUp(condition.condition);
    default:
      return assertNever(condition);
  }
}

/**
 * Returns a rule's warm-up in bars: bar number `warmUpBars` (from 0) is the first on which every indicator has a
 * value. Until then the rule holds and its latch rests.
 */
export function warmUpBars(rule: StrategyRule): number {
  return conditionsOf(rule).reduce((bars, condition) => Math.max(bars, conditionWarmUp(condition)), 0);
}

/**
 * The longest warm-up a tree may have, in bars, which is what a purge gap between data spans must cover: the longest
 * period, and some room for an indicator on top of it. Nested long periods would cost every span that many bars.
 */
export const LONGEST_WARM_UP_BARS = 160;
