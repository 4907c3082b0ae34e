import type { RandomSource } from "@rara-trading/domain";
import { placesOf } from "../generator/tree-places.ts";
import { canonicalConstant, CONSTANT_DOMAINS } from "../hypothesis/constant-domain.ts";
import { tryStrategyTree } from "../hypothesis/make-tree.ts";
import { isSymmetric, mirrorCondition } from "../hypothesis/mirror.ts";
import { scalePeriod } from "../hypothesis/period.ts";
import { EXIT_FRACTION_RANGE, type StrategyRule, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { treeHash } from "../hypothesis/canonical-text.ts";

/** Attempts at one more neighbour before fewer are accepted: a rule without parameters has none. */
const ATTEMPTS_PER_NEIGHBOUR = 8;

function factorWithin(random: RandomSource, spread: number): number {
  return 1 + spread * (2 * random.next() - 1);
}

function jitteredFraction(fraction: number | null, random: RandomSource, spread: number): number | null {
  if (fraction === null) return null;
  const { min, max } = EXIT_FRACTION_RANGE;
  return canonicalConstant(Math.min(max, Math.max(min, fraction * factorWithin(random, spread))));
}

/** Moves every parameter of the rule by a random fraction of at most `spread`. */
function jitterEverything(rule: StrategyRule, random: RandomSource, spread: number): StrategyRule {
  let moved = rule;
  const count = placesOf(rule).length;
  for (let i = 0; i < count; i++) {
    const place = placesOf(moved)[i];
    if (place === undefined) continue;
    if (place.kind === "series" && (place.node.kind === "indicator" || place.node.kind === "average-true-range")) {
      moved = place.put({ ...place.node, period: scalePeriod(place.node.period, factorWithin(random, spread)) });
    }
    if (place.kind !== "constant") continue;
    const domain = CONSTANT_DOMAINS[place.unit ?? "price"];
    if (domain === undefined || domain.scale === 0) continue;
    // The distance from neutral is the parameter; a neutral constant moves by a fraction of the typical distance.
    const distance = place.node.value - domain.neutral;
    const change =
      distance === 0 ? domain.scale * spread * (2 * random.next() - 1) : distance * (factorWithin(random, spread) - 1);
    const value = canonicalConstant(Math.min(domain.max, Math.max(domain.min, place.node.value + change)));
    moved = place.put({ ...place.node, value });
  }
  const { stopLossFraction, takeProfitFraction } = moved.exits;
  return {
    ...moved,
    exits: {
      stopLossFraction: jitteredFraction(stopLossFraction, random, spread),
      takeProfitFraction: jitteredFraction(takeProfitFraction, random, spread),
    },
  };
}

/** Of a symmetric rule the long side is moved and the short side mirrored anew: its parameters are the same ones. */
function jitterRule(tree: StrategyTree, random: RandomSource, spread: number): StrategyRule {
  if (tree.kind !== "regime" || !isSymmetric(tree)) return jitterEverything(tree, random, spread);
  const half = jitterEverything({ ...tree, short: null }, random, spread);
  return half.kind === "regime" ? { ...half, short: mirrorCondition(half.long) } : half;
}

/**
 * Returns up to `count` different rules that are `tree` with every parameter moved by a random fraction of at most
 * `spread`: fewer when it has too few parameters to move.
 */
export function neighboursOf(
  tree: StrategyTree,
  count: number,
  spread: number,
  random: RandomSource,
): readonly StrategyTree[] {
  const found = new Map<string, StrategyTree>();
  const own = treeHash(tree);
  for (let attempt = 0; attempt < count * ATTEMPTS_PER_NEIGHBOUR && found.size < count; attempt++) {
    const made = tryStrategyTree(jitterRule(tree, random, spread));
    if (made.kind !== "tree") continue;
    const hash = treeHash(made.tree);
    if (hash !== own && !found.has(hash)) found.set(hash, made.tree);
  }
  return [...found.values()];
}
