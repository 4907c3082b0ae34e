import { RaraError } from "@rara-trading/domain";
import { canonicalRule } from "./canonical-rule.ts";
import { checkRule, type TreeRefusal } from "./check-rule.ts";
import type { StrategyRule, StrategyTree } from "./strategy-tree.ts";

/** Returns `rule` in canonical form as a tree, or why it is none. */
export function tryStrategyTree(
  rule: StrategyRule,
): { readonly kind: "tree"; readonly tree: StrategyTree } | ({ readonly kind: "refused" } & TreeRefusal) {
  const canonical = canonicalRule(rule);
  const refusal = checkRule(canonical);
  return refusal === undefined ? { kind: "tree", tree: canonical as StrategyTree } : { kind: "refused", ...refusal };
}

/** Returns `rule` in canonical form as a tree. @throws RaraError `research.tree` when it is ill-typed or too large. */
export function strategyTree(rule: StrategyRule): StrategyTree {
  const made = tryStrategyTree(rule);
  if (made.kind === "tree") return made.tree;
  throw new RaraError(`Expected ${made.expected}, found ${made.found}`, {
    category: "usage",
    code: "research.tree",
    hint: "Correct the rule: units, depth and size are limited.",
  });
}
