import { assertNever } from "@rara-trading/domain";
import type { Condition, Constant } from "./condition.ts";
import type { Series } from "./series.ts";
import { conditionsOf, type StrategyRule } from "./strategy-tree.ts";

type TreeNode = Condition | Series | Constant;

/** Returns the nodes directly below a node. */
function childrenOf(node: TreeNode): readonly TreeNode[] {
  switch (node.kind) {
    case "price":
    case "volume":
    case "average-true-range":
    case "constant":
      return [];
    case "indicator":
      return [node.input];
    case "ratio":
    case "difference":
    case "compare":
      return [node.left, node.right];
    case "and":
    case "or":
      return node.conditions;
    case "not":
      return [node.condition];
    default:
      return assertNever(node);
  }
}

/** Returns the levels of a node: 1 for a leaf. */
export function depthOf(node: TreeNode): number {
  return 1 + childrenOf(node).reduce((deepest, child) => Math.max(deepest, depthOf(child)), 0);
}

/** Returns the number of nodes, itself included. */
export function nodeCount(node: TreeNode): number {
  return childrenOf(node).reduce((count, child) => count + nodeCount(child), 1);
}

/** Returns the number of nodes of a rule's conditions. */
export function ruleNodeCount(rule: StrategyRule): number {
  return conditionsOf(rule).reduce((count, condition) => count + nodeCount(condition), 0);
}
