import { createHash } from "node:crypto";
import { parseStrategyTree } from "../hypothesis/parse-strategy-tree.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";

/** A rule that a model wrote as AssemblyScript. It can be evaluated, but it has no neighbours and cannot be bred from. */
export interface CodeRule {
  readonly kind: "code";
  readonly source: string;
}

/** An answer that was no rule at all: nothing but its costs can be logged. */
export interface NoRule {
  readonly kind: "none";
}

/** What a trial can be about. */
export type TrialRule = StrategyTree | CodeRule | NoRule;

/** Returns whether a rule is a tree. */
export function isTree(rule: TrialRule): rule is StrategyTree {
  return rule.kind === "regime" || rule.kind === "latched";
}

/** Returns the rule that a logged trial of a campaign is about. @throws RaraError `research.tree` when it is none. */
export function readTrialRule(tree: unknown): TrialRule {
  if (typeof tree === "object" && tree !== null && "kind" in tree) {
    if (tree.kind === "none") return { kind: "none" };
    if (tree.kind === "code" && "source" in tree && typeof tree.source === "string")
      return { kind: "code", source: tree.source };
  }
  return parseStrategyTree(tree);
}

/** Returns the sha256 (hex) of a rule that is no tree. */
export function ruleHash(rule: CodeRule | NoRule): string {
  return createHash("sha256").update(canonicalJson(rule)).digest("hex");
}
