import { assertNever, type RandomSource } from "@rara-trading/domain";
import { ruleText } from "../hypothesis/canonical-text.ts";
import type { Condition } from "../hypothesis/condition.ts";
import { CONSTANT_DOMAINS } from "../hypothesis/constant-domain.ts";
import { tryStrategyTree } from "../hypothesis/make-tree.ts";
import { isSymmetric, mirrorCondition } from "../hypothesis/mirror.ts";
import { shiftPeriod } from "../hypothesis/period.ts";
import type { StrategyRule, StrategyTree } from "../hypothesis/strategy-tree.ts";
import { unitOf } from "../hypothesis/unit.ts";
import { chance, pickOne, pickWeighted, type Weighted } from "./draws.ts";
import { sampleFilter, sampleIdea } from "./family-templates.ts";
import { jitterConstant } from "./sample-constant.ts";
import { mutateExits } from "./sample-exits.ts";
import { sampleSeries } from "./sample-series.ts";
import { symmetricEdit } from "./symmetric-edit.ts";
import { type Place, placesOf } from "./tree-places.ts";

/** Attempts at a different, valid tree before the parent itself is returned. */
const MUTATION_ATTEMPTS_MAX = 12;

type Edit = (random: RandomSource, rule: StrategyRule) => StrategyRule | undefined;

function pickPlace<T>(
  random: RandomSource,
  rule: StrategyRule,
  select: (place: Place) => T | undefined,
): T | undefined {
  const found = placesOf(rule).flatMap((place) => select(place) ?? []);
  return found.length === 0 ? undefined : pickOne(random, found);
}

/** Moves one look-back along the grid, or one constant by a log-normal factor. */
function jitter(random: RandomSource, rule: StrategyRule): StrategyRule | undefined {
  const change = pickPlace(random, rule, (place) => jitterOf(random, place));
  return change?.();
}

function jitterOf(random: RandomSource, place: Place): (() => StrategyRule) | undefined {
  if (place.kind === "constant") {
    const { node, put } = place;
    const domain = CONSTANT_DOMAINS[place.unit ?? "price"];
    if (domain === undefined || domain.scale === 0) return undefined;
    return () => put({ ...node, value: jitterConstant(random, domain, node.value) });
  }
  if (place.kind !== "series") return undefined;
  const { node, put } = place;
  if (node.kind !== "indicator" && node.kind !== "average-true-range") return undefined;
  return () =>
    put({ ...node, period: shiftPeriod(node.period, (chance(random, 0.5) ? 1 : -1) * (1 + random.nextInt(2))) });
}

/** Puts a fresh series of the same unit, or a fresh condition, in the place of one. */
function replaceSubtree(random: RandomSource, rule: StrategyRule): StrategyRule | undefined {
  const change = pickPlace<() => StrategyRule>(random, rule, (place) => {
    if (place.kind === "condition") return () => place.put(sampleIdea(random, rule.family).enter);
    if (place.kind !== "series" || place.unit === undefined) return undefined;
    const { put, unit } = place;
    return () => put(sampleSeries(random, unit));
  });
  return change?.();
}

/** Adds a filter to a condition. */
function addFilter(random: RandomSource, rule: StrategyRule): StrategyRule | undefined {
  const change = pickPlace<() => StrategyRule>(random, rule, (place) => {
    if (place.kind !== "condition") return undefined;
    const { node, put } = place;
    return () => put({ kind: chance(random, 0.7) ? "and" : "or", conditions: [node, sampleFilter(random)] });
  });
  return change?.();
}

function flipped(condition: Condition): Condition {
  switch (condition.kind) {
    case "compare":
      return { ...condition, operator: condition.operator === ">" ? "<" : ">" };
    case "and":
      return { ...condition, kind: "or" };
    case "or":
      return { ...condition, kind: "and" };
    case "not":
      return condition.condition;
    default:
      return assertNever(condition);
  }
}

/** Turns above into below, "and" into "or", and the like. */
function flipOperator(random: RandomSource, rule: StrategyRule): StrategyRule | undefined {
  const change = pickPlace<() => StrategyRule>(random, rule, (place) =>
    place.kind === "condition" ? () => place.put(flipped(place.node)) : undefined,
  );
  return change?.();
}

/** Takes something away: a member of "and" or "or", a "not", or an indicator around a series of the same unit. */
function simplify(random: RandomSource, rule: StrategyRule): StrategyRule | undefined {
  const change = pickPlace<() => StrategyRule>(random, rule, (place) => {
    if (place.kind === "condition") {
      const { node, put } = place;
      if (node.kind === "not") return () => put(node.condition);
      return node.kind === "compare" ? undefined : () => put(pickOne(random, node.conditions));
    }
    if (place.kind !== "series" || place.node.kind !== "indicator") return undefined;
    const { input } = place.node;
    return unitOf(input) === place.unit ? () => place.put(input) : undefined;
  });
  return change?.();
}

/** Adds the mirrored short side, or takes it away; a latched rule changes sides. */
function changeSides(_random: RandomSource, rule: StrategyRule): StrategyRule {
  if (rule.kind === "regime") return { ...rule, short: isSymmetric(rule) ? null : mirrorCondition(rule.long) };
  return {
    ...rule,
    side: rule.side === 1 ? -1 : 1,
    enter: mirrorCondition(rule.enter),
    leave: mirrorCondition(rule.leave),
  };
}

function inConditions(edit: Edit): Edit {
  return (random, rule) => symmetricEdit(random, rule, (half) => edit(random, half));
}

const jitterExits: Edit = (random, rule) => ({ ...rule, exits: mutateExits(random, rule.exits) });

/** What a mutation is after: other parameters, another shape, or less. */
export type MutationKind = "jitter" | "subtree" | "simplify";

const EDITS: Readonly<Record<MutationKind, readonly Weighted<Edit>[]>> = {
  jitter: [
    [45, inConditions(jitter)],
    [10, jitterExits],
  ],
  subtree: [
    [18, inConditions(replaceSubtree)],
    [5, inConditions(addFilter)],
    [7, inConditions(flipOperator)],
    [5, changeSides],
  ],
  simplify: [[10, inConditions(simplify)]],
};

/** A mutation of any kind, each as often as it is useful. */
const ANY_EDIT: readonly Weighted<Edit>[] = [...EDITS.jitter, ...EDITS.subtree, ...EDITS.simplify];

/** Returns a valid tree one edit away from `tree`; `tree` itself when no attempt at a different one succeeded. */
export function mutateTree(random: RandomSource, tree: StrategyTree, kind?: MutationKind): StrategyTree {
  const edits = kind === undefined ? ANY_EDIT : EDITS[kind];
  const before = ruleText(tree);
  for (let attempt = 0; attempt < MUTATION_ATTEMPTS_MAX; attempt++) {
    const edited = pickWeighted(random, edits)(random, tree);
    const made = edited === undefined ? undefined : tryStrategyTree(edited);
    if (made?.kind === "tree" && ruleText(made.tree) !== before) return made.tree;
  }
  return tree;
}
