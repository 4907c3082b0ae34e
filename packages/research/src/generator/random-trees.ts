import type { RandomSource } from "@rara-trading/domain";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { crossoverTrees } from "./crossover-trees.ts";
import { mutateTree } from "./mutate-tree.ts";
import { sampleTree } from "./sample-tree.ts";

/** Edits at most that stand between a fresh tree and a random one. */
const EDITS_MAX = 12;

/** Returns a tree for tests as a long search would reach it: sampled, then bred with others a random number of times. */
export function randomTree(random: RandomSource): StrategyTree {
  let tree = sampleTree(random);
  const edits = random.nextInt(EDITS_MAX + 1);
  for (let i = 0; i < edits; i++) {
    tree = random.next() < 0.3 ? crossoverTrees(random, tree, sampleTree(random)) : mutateTree(random, tree);
  }
  return tree;
}
