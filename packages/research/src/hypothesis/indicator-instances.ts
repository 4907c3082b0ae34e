import { assertNever } from "@rara-trading/domain";
import { seriesText } from "./canonical-text.ts";
import type { Condition } from "./condition.ts";
import type { Series } from "./series.ts";
import { conditionsOf, type StrategyRule } from "./strategy-tree.ts";

/** An indicator that keeps state from bar to bar. */
type StatefulSeries = Extract<Series, { readonly kind: "indicator" | "average-true-range" }>;

/** One indicator object of a printed strategy. */
export interface IndicatorInstance {
  readonly series: StatefulSeries;
  /** The SDK's class. */
  readonly className: string;
  /** A name of its own, such as `sma21`. */
  readonly name: string;
}

/** Visits the stateful series of a series, inputs before what is made of them. */
function visitSeries(series: Series, visit: (series: StatefulSeries) => void): void {
  switch (series.kind) {
    case "price":
    case "volume":
      return;
    case "indicator":
      visitSeries(series.input, visit);
      visit(series);
      return;
    case "average-true-range":
      visit(series);
      return;
    case "ratio":
    case "difference":
      visitSeries(series.left, visit);
      visitSeries(series.right, visit);
      return;
    default:
      assertNever(series);
  }
}

function visitCondition(condition: Condition, visit: (series: StatefulSeries) => void): void {
  switch (condition.kind) {
    case "compare":
      visitSeries(condition.left, visit);
      if (condition.right.kind !== "constant") visitSeries(condition.right, visit);
      return;
    case "and":
    case "or":
      for (const member of condition.conditions) visitCondition(member, visit);
      return;
    case "not":
      visitCondition(condition.condition, visit);
      return;
    default:
      assertNever(condition);
  }
}

/**
 * Returns the rule's distinct indicators by their canonical text, in the order in which they must be updated: an
 * indicator comes after its input.
 */
export function indicatorInstances(rule: StrategyRule): ReadonlyMap<string, IndicatorInstance> {
  const instances = new Map<string, IndicatorInstance>();
  const taken = new Map<string, number>();
  const add = (series: StatefulSeries): void => {
    const key = seriesText(series);
    if (instances.has(key)) return;
    const className = series.kind === "indicator" ? series.name : "ATR";
    const stem = `${className.charAt(0).toLowerCase()}${className.slice(1)}`;
    const base = `${/^[A-Z]+$/.test(className) ? className.toLowerCase() : stem}${series.period}`;
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    instances.set(key, { series, className, name: count === 1 ? base : `${base}x${count}` });
  };
  for (const condition of conditionsOf(rule)) visitCondition(condition, add);
  return instances;
}
