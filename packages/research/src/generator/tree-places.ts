import { assertNever } from "@rara-trading/domain";
import type { Condition, Constant } from "../hypothesis/condition.ts";
import type { Series } from "../hypothesis/series.ts";
import type { StrategyRule } from "../hypothesis/strategy-tree.ts";
import { type Unit, unitOf } from "../hypothesis/unit.ts";

/** A node of a rule, and the rule that results from putting another in its place. */
export type Place =
  | { readonly kind: "condition"; readonly node: Condition; readonly put: (node: Condition) => StrategyRule }
  | {
      readonly kind: "series";
      readonly node: Series;
      readonly unit: Unit | undefined;
      readonly put: (node: Series) => StrategyRule;
    }
  | {
      readonly kind: "constant";
      readonly node: Constant;
      readonly unit: Unit | undefined;
      readonly put: (node: Constant) => StrategyRule;
    };

function visitSeries(node: Series, put: (node: Series) => StrategyRule, places: Place[]): void {
  places.push({ kind: "series", node, unit: unitOf(node), put });
  switch (node.kind) {
    case "price":
    case "volume":
    case "average-true-range":
      return;
    case "indicator":
      visitSeries(node.input, (input) => put({ ...node, input }), places);
      return;
    case "ratio":
    case "difference":
      visitSeries(node.left, (left) => put({ ...node, left }), places);
      visitSeries(node.right, (right) => put({ ...node, right }), places);
      return;
    default:
      assertNever(node);
  }
}

function visitCondition(node: Condition, put: (node: Condition) => StrategyRule, places: Place[]): void {
  places.push({ kind: "condition", node, put });
  switch (node.kind) {
    case "compare": {
      visitSeries(node.left, (left) => put({ ...node, left }), places);
      const { right } = node;
      if (right.kind !== "constant") visitSeries(right, (series) => put({ ...node, right: series }), places);
      else {
        const unit = unitOf(node.left);
        places.push({ kind: "constant", node: right, unit, put: (constant) => put({ ...node, right: constant }) });
      }
      return;
    }
    case "and":
    case "or":
      for (const [i, member] of node.conditions.entries()) {
        visitCondition(member, (other) => put({ ...node, conditions: node.conditions.with(i, other) }), places);
      }
      return;
    case "not":
      visitCondition(node.condition, (condition) => put({ kind: "not", condition }), places);
      return;
    default:
      assertNever(node);
  }
}

/** Returns every node of the rule's conditions, parents before their children. */
export function placesOf(rule: StrategyRule): readonly Place[] {
  const places: Place[] = [];
  if (rule.kind === "latched") {
    visitCondition(rule.enter, (enter) => ({ ...rule, enter }), places);
    visitCondition(rule.leave, (leave) => ({ ...rule, leave }), places);
    return places;
  }
  visitCondition(rule.long, (long) => ({ ...rule, long }), places);
  if (rule.short !== null) visitCondition(rule.short, (short) => ({ ...rule, short }), places);
  return places;
}
