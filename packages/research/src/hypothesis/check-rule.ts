import { assertNever } from "@rara-trading/domain";
import { conditionText, seriesText } from "./canonical-text.ts";
import type { Condition } from "./condition.ts";
import { CONSTANT_DOMAINS } from "./constant-domain.ts";
import type { Series } from "./series.ts";
import {
  conditionsOf,
  EXIT_FRACTION_RANGE,
  type StrategyRule,
  TREE_DEPTH_MAX,
  TREE_NODES_MAX,
} from "./strategy-tree.ts";
import { depthOf, ruleNodeCount } from "./tree-size.ts";
import { unitOf } from "./unit.ts";
import { LONGEST_WARM_UP_BARS, warmUpBars } from "./warm-up.ts";

/** Why a rule is no strategy tree. */
export interface TreeRefusal {
  readonly expected: string;
  readonly found: string;
}

/** Returns the innermost series whose parts do not go together. */
function illTyped(series: Series): Series | undefined {
  if (unitOf(series) !== undefined) return undefined;
  switch (series.kind) {
    case "indicator":
      return illTyped(series.input) ?? series;
    case "ratio":
    case "difference":
      return illTyped(series.left) ?? illTyped(series.right) ?? series;
    case "price":
    case "volume":
    case "average-true-range":
      return series;
    default:
      return assertNever(series);
  }
}

function describe(series: Series): string {
  switch (series.kind) {
    case "indicator":
      return `${seriesText(series)} (of ${unitOf(series.input)})`;
    case "ratio":
    case "difference":
      return `${seriesText(series)} (of ${unitOf(series.left)} and ${unitOf(series.right)})`;
    case "price":
    case "volume":
    case "average-true-range":
      return seriesText(series);
    default:
      return assertNever(series);
  }
}

function checkCompare(condition: Condition & { readonly kind: "compare" }): TreeRefusal | undefined {
  const { left, right } = condition;
  const wrong = illTyped(left) ?? (right.kind === "constant" ? undefined : illTyped(right));
  if (wrong !== undefined) return { expected: "series whose units go together", found: describe(wrong) };
  const unit = unitOf(left) ?? "price";
  if (right.kind !== "constant") {
    const other = unitOf(right);
    if (other !== unit) return { expected: "two series of one unit", found: `${unit} against ${other}` };
    return seriesText(left) === seriesText(right)
      ? { expected: "two different series", found: conditionText(condition) }
      : undefined;
  }
  const domain = CONSTANT_DOMAINS[unit];
  if (domain === undefined)
    return { expected: `a series to compare ${unit} with`, found: `the constant ${right.value}` };
  if (right.value >= domain.min && right.value <= domain.max) return undefined;
  return { expected: `a constant in ${domain.min} … ${domain.max} for ${unit}`, found: String(right.value) };
}

function checkCondition(condition: Condition): TreeRefusal | undefined {
  switch (condition.kind) {
    case "compare":
      return checkCompare(condition);
    case "and":
    case "or": {
      if (condition.conditions.length < 2) {
        return { expected: `two conditions under "${condition.kind}"`, found: String(condition.conditions.length) };
      }
      for (const member of condition.conditions) {
        const refusal = checkCondition(member);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    }
    case "not":
      return checkCondition(condition.condition);
    default:
      return assertNever(condition);
  }
}

function checkFraction(name: string, fraction: number | null): TreeRefusal | undefined {
  const { min, max } = EXIT_FRACTION_RANGE;
  if (fraction === null || (fraction >= min && fraction <= max)) return undefined;
  return { expected: `a ${name} fraction in ${min} … ${max}`, found: String(fraction) };
}

/** Returns why `rule` is not well-typed or exceeds a limit, or `undefined` when it is a strategy tree. */
export function checkRule(rule: StrategyRule): TreeRefusal | undefined {
  const nodes = ruleNodeCount(rule);
  if (nodes > TREE_NODES_MAX) return { expected: `at most ${TREE_NODES_MAX} nodes`, found: String(nodes) };
  for (const condition of conditionsOf(rule)) {
    const depth = depthOf(condition);
    if (depth > TREE_DEPTH_MAX) return { expected: `at most ${TREE_DEPTH_MAX} levels`, found: String(depth) };
    const refusal = checkCondition(condition);
    if (refusal !== undefined) return refusal;
  }
  const warmUp = warmUpBars(rule);
  if (warmUp > LONGEST_WARM_UP_BARS) {
    return { expected: `a warm-up of at most ${LONGEST_WARM_UP_BARS} bars`, found: `${warmUp} bars` };
  }
  return (
    checkFraction("stop-loss", rule.exits.stopLossFraction) ??
    checkFraction("take-profit", rule.exits.takeProfitFraction)
  );
}
