import { createHash } from "node:crypto";
import { RaraError } from "@rara-trading/domain";
import { parseStrategyTree } from "../hypothesis/parse-strategy-tree.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";

/** Values of a strategy's declared parameters, by name. */
export type ParameterSet = Readonly<Record<string, number>>;

/** A rule that a model wrote as AssemblyScript. Its neighbours have other parameters; it cannot be bred from. */
export interface CodeRule {
  readonly kind: "code";
  readonly source: string;
  /** What it is traded with; its defaults when absent, as a model proposes it. */
  readonly parameters?: ParameterSet;
}

/** An answer that was no rule at all: nothing but its costs can be logged. */
export interface NoRule {
  readonly kind: "none";
}

/** A rule that can be traded, and so be promoted. */
export type RunnableRule = StrategyTree | CodeRule;

/** What a trial can be about. */
export type TrialRule = RunnableRule | NoRule;

/** Returns whether a rule is a tree. */
export function isTree(rule: TrialRule): rule is StrategyTree {
  return rule.kind === "regime" || rule.kind === "latched";
}

/** Returns the rule that a logged trial of a campaign is about. @throws RaraError `research.tree` when it is none. */
export function readTrialRule(tree: unknown): TrialRule {
  if (typeof tree === "object" && tree !== null && "kind" in tree) {
    if (tree.kind === "none") return { kind: "none" };
    if (tree.kind === "code" && "source" in tree && typeof tree.source === "string") {
      const { source } = tree;
      const parameters = "parameters" in tree ? readParameters(tree.parameters) : undefined;
      return parameters === undefined ? { kind: "code", source } : { kind: "code", source, parameters };
    }
  }
  return parseStrategyTree(tree);
}

/** What no campaign wrote is no set of parameters: every value is a finite number. */
function readParameters(value: unknown): ParameterSet {
  const isSet = typeof value === "object" && value !== null && Object.values(value).every(Number.isFinite);
  if (isSet) return value as ParameterSet;
  throw new RaraError(`Expected the parameters of a logged code as numbers by name, found ${JSON.stringify(value)}`, {
    category: "bug",
    code: "research.code-parameters",
    hint: "Run `rara-trading research ledger verify`.",
  });
}

/** Returns the sha256 (hex) of a rule that is no tree. */
export function ruleHash(rule: CodeRule | NoRule): string {
  return createHash("sha256").update(canonicalJson(rule)).digest("hex");
}
