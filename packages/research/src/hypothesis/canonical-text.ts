import { hash } from "node:crypto";
import { assertNever } from "@rara-trading/domain";
import type { Condition } from "./condition.ts";
import type { Series } from "./series.ts";
import type { StrategyRule, StrategyTree } from "./strategy-tree.ts";

/** Returns the text that names a series: equal texts, equal columns. */
export function seriesText(series: Series): string {
  switch (series.kind) {
    case "price":
      return series.field;
    case "volume":
      return "volume";
    case "indicator":
      return `${series.name}(${seriesText(series.input)},${series.period})`;
    case "average-true-range":
      return `ATR(${series.period})`;
    case "ratio":
      return `(${seriesText(series.left)}/${seriesText(series.right)})`;
    case "difference":
      return `(${seriesText(series.left)}-${seriesText(series.right)})`;
    default:
      return assertNever(series);
  }
}

/** Returns the text that names a condition. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "compare": {
      const { left, operator, right } = condition;
      return `${seriesText(left)}${operator}${right.kind === "constant" ? right.value : seriesText(right)}`;
    }
    case "and":
    case "or":
      return `${condition.kind}(${condition.conditions.map(conditionText).join(",")})`;
    case "not":
      return `not(${conditionText(condition.condition)})`;
    default:
      return assertNever(condition);
  }
}

/** Returns the text that names a rule; the family, a label, is no part of it. */
export function ruleText(rule: StrategyRule): string {
  const { stopLossFraction, takeProfitFraction } = rule.exits;
  const exits = `${stopLossFraction ?? "-"};${takeProfitFraction ?? "-"}`;
  switch (rule.kind) {
    case "regime":
      return `regime(${conditionText(rule.long)};${rule.short === null ? "-" : conditionText(rule.short)};${exits})`;
    case "latched":
      return `latched(${rule.side};${conditionText(rule.enter)};${conditionText(rule.leave)};${exits})`;
    default:
      return assertNever(rule);
  }
}

/** Returns the sha256 (hex) of a tree's canonical text: equal hashes, equal behaviour. */
export function treeHash(tree: StrategyTree): string {
  return hash("sha256", ruleText(tree));
}
