import { SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalRule } from "../hypothesis/canonical-rule.ts";
import { ruleText, treeHash } from "../hypothesis/canonical-text.ts";
import { checkRule } from "../hypothesis/check-rule.ts";
import { isSymmetric } from "../hypothesis/mirror.ts";
import { FAMILIES, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { crossoverTrees } from "./crossover-trees.ts";
import { mutateTree } from "./mutate-tree.ts";
import { randomTree } from "./random-trees.ts";
import { sampleTree } from "./sample-tree.ts";

const SAMPLES = 400;

function samples(seed: string): readonly StrategyTree[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: SAMPLES }, () => sampleTree(random));
}

function expectValid(tree: StrategyTree): void {
  expect(checkRule(tree)).toBeUndefined();
  expect(ruleText(canonicalRule(tree))).toBe(ruleText(tree));
}

describe("sampleTree", () => {
  it("only makes valid trees in canonical form", () => {
    for (const tree of samples("valid")) expectValid(tree);
  });

  it("samples every family, and only the ones asked for", () => {
    expect(new Set(samples("families").map((tree) => tree.family))).toEqual(new Set(FAMILIES));
    const random = new SeededRandom("one family");
    for (let i = 0; i < 50; i++) expect(sampleTree(random, ["breakout"]).family).toBe("breakout");
  });

  it("makes symmetric long and short rules the most frequent shape, beside one-sided and latched ones", () => {
    const trees = samples("shapes");
    const symmetric = trees.filter(isSymmetric).length;
    const latched = trees.filter((tree) => tree.kind === "latched").length;
    expect(symmetric).toBeGreaterThan(SAMPLES / 2);
    expect(latched).toBeGreaterThan(SAMPLES / 10);
    expect(symmetric + latched).toBeLessThan(SAMPLES);
  });

  it("seldom says the same twice", () => {
    expect(new Set(samples("variety").map(treeHash)).size).toBeGreaterThan(0.8 * SAMPLES);
  });
});

describe("breeding", () => {
  it("only makes valid trees, generation after generation", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new SeededRandom(seed);
        const first = randomTree(random);
        const second = randomTree(random);
        expectValid(first);
        expectValid(mutateTree(random, first));
        expectValid(crossoverTrees(random, first, second));
      }),
      { numRuns: 300 },
    );
  });

  it("mostly makes a tree that is neither parent", () => {
    const random = new SeededRandom("different");
    let mutated = 0;
    let crossed = 0;
    for (const tree of samples("parents")) {
      const other = sampleTree(random);
      if (treeHash(mutateTree(random, tree)) !== treeHash(tree)) mutated++;
      const child = treeHash(crossoverTrees(random, tree, other));
      if (child !== treeHash(tree) && child !== treeHash(other)) crossed++;
    }
    expect(mutated).toBeGreaterThan(0.95 * SAMPLES);
    expect(crossed).toBeGreaterThan(0.75 * SAMPLES);
  });

  it("mostly keeps symmetric rules symmetric", () => {
    const random = new SeededRandom("symmetry");
    const parents = samples("symmetric parents").filter(isSymmetric);
    const kept = parents.filter((tree) => isSymmetric(mutateTree(random, tree))).length;
    expect(kept).toBeGreaterThan(0.7 * parents.length);
  });

  it("gives the same trees for the same seed", () => {
    const [first, again, other] = ["a", "a", "b"].map((seed) => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 50 }, () => treeHash(randomTree(random)));
    });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});
