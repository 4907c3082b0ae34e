import type { RandomSource } from "@rara-trading/domain";
import { above, allOf, below } from "../hypothesis/condition.ts";
import { strategyTree, tryStrategyTree } from "../hypothesis/make-tree.ts";
import { mirrorCondition } from "../hypothesis/mirror.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { FAMILIES, type Family, NO_EXITS, type StrategyRule, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { chance, pickOne, pickWeighted } from "./draws.ts";
import { sampleFilter, sampleIdea } from "./family-templates.ts";
import { sampleExits } from "./sample-exits.ts";
import { samplePeriod } from "./sample-series.ts";

/** Attempts at a tree within the limits before the simplest one is taken. */
const SAMPLE_ATTEMPTS_MAX = 20;

/** How often an idea gets a filter on volatility or volume. */
const FILTER_PROBABILITY = 0.15;

/** How often a rule gets protective exits. */
const EXITS_PROBABILITY = 0.2;

function sampleRule(random: RandomSource, family: Family): StrategyRule {
  const idea = sampleIdea(random, family);
  const enter = chance(random, FILTER_PROBABILITY) ? allOf(idea.enter, sampleFilter(random)) : idea.enter;
  const exits = chance(random, EXITS_PROBABILITY) ? sampleExits(random) : NO_EXITS;
  return pickWeighted<() => StrategyRule>(random, [
    [12, () => ({ kind: "regime", family, long: enter, short: mirrorCondition(enter), exits })],
    [3, () => ({ kind: "regime", family, long: enter, short: null, exits })],
    [3, () => ({ kind: "latched", family, side: 1, enter, leave: idea.leave, exits })],
    [
      2,
      () => ({
        kind: "latched",
        family,
        side: -1,
        enter: mirrorCondition(enter),
        leave: mirrorCondition(idea.leave),
        exits,
      }),
    ],
  ])();
}

/** Returns a random tree of one of `families`: an idea, a shape around it, sometimes a filter and protective exits. */
export function sampleTree(random: RandomSource, families: readonly Family[] = FAMILIES): StrategyTree {
  for (let attempt = 0; attempt < SAMPLE_ATTEMPTS_MAX; attempt++) {
    const made = tryStrategyTree(sampleRule(random, pickOne(random, families)));
    if (made.kind === "tree") return made.tree;
  }
  const change = indicator("ROC", price("close"), samplePeriod(random));
  return strategyTree({
    kind: "regime",
    family: "momentum",
    long: above(change, 0),
    short: below(change, 0),
    exits: NO_EXITS,
  });
}
