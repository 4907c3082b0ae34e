import type { RandomSource } from "@rara-trading/domain";
import { ruleText } from "../hypothesis/canonical-text.ts";
import { tryStrategyTree } from "../hypothesis/make-tree.ts";
import type { StrategyRule, StrategyTree } from "../hypothesis/strategy-tree.ts";
import { chance, pickOne } from "./draws.ts";
import { symmetricEdit } from "./symmetric-edit.ts";
import { type Place, placesOf } from "./tree-places.ts";

/** Attempts at a different, valid tree before the first parent itself is returned. */
const CROSSOVER_ATTEMPTS_MAX = 12;

/** How often the child takes the second parent's protective exits too. */
const EXITS_PROBABILITY = 0.15;

/** Returns the rules that result from putting a node of the donor in `place`: same kind, same unit. */
function grafts(place: Place, donors: readonly Place[]): readonly (() => StrategyRule)[] {
  return donors.flatMap((donor) => {
    if (place.kind === "condition" && donor.kind === "condition") return () => place.put(donor.node);
    if (place.kind === "series" && donor.kind === "series" && place.unit === donor.unit) {
      return () => place.put(donor.node);
    }
    return [];
  });
}

/**
 * Returns a valid tree that is `first` with one condition or series of `second` in place of its own of the same unit;
 * `first` itself when no attempt at a different one succeeded.
 */
export function crossoverTrees(random: RandomSource, first: StrategyTree, second: StrategyTree): StrategyTree {
  const before = ruleText(first);
  const donors = placesOf(second);
  for (let attempt = 0; attempt < CROSSOVER_ATTEMPTS_MAX; attempt++) {
    const base = chance(random, EXITS_PROBABILITY) ? { ...first, exits: second.exits } : first;
    const child = symmetricEdit(random, base, (half) => {
      const choices = grafts(pickOne(random, placesOf(half)), donors);
      return choices.length === 0 ? undefined : pickOne(random, choices)();
    });
    const made = child === undefined ? undefined : tryStrategyTree(child);
    if (made?.kind === "tree" && ruleText(made.tree) !== before) return made.tree;
  }
  return first;
}
