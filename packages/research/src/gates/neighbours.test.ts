import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { randomTree } from "../generator/random-trees.ts";
import { treeHash } from "../hypothesis/canonical-text.ts";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { isSymmetric } from "../hypothesis/mirror.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { neighboursOf } from "./neighbours.ts";

const CLOSE = price("close");
const SCORE = indicator("ZScore", CLOSE, 55);
const FADE = strategyTree({
  kind: "regime",
  family: "mean-reversion",
  long: below(SCORE, -2),
  short: above(SCORE, 2),
  exits: { stopLossFraction: 0.05, takeProfitFraction: null },
});

const nearby = (tree: StrategyTree): readonly StrategyTree[] =>
  neighboursOf(tree, 10, 0.15, new SeededRandom("neighbours"));

describe("neighboursOf", () => {
  it("moves every parameter by 15 % at most and keeps the rule's shape and symmetry", () => {
    const found = nearby(FADE);
    expect(found).toHaveLength(10);
    for (const tree of found) {
      expect(isSymmetric(tree)).toBe(true);
      if (tree.kind !== "regime" || tree.long.kind !== "compare") throw new Error("another shape");
      const { left, right } = tree.long;
      if (left.kind !== "indicator" || right.kind !== "constant") throw new Error("another shape");
      expect(Math.abs(left.period - 55)).toBeLessThanOrEqual(9);
      expect(Math.abs(right.value + 2)).toBeLessThanOrEqual(0.301);
      expect(Math.abs((tree.exits.stopLossFraction ?? 0) - 0.05)).toBeLessThanOrEqual(0.0076);
    }
    expect(new Set(found.map(treeHash)).size).toBe(10);
    expect(found.map(treeHash)).not.toContain(treeHash(FADE));
  });

  it("gives the same ones for the same seed", () => {
    expect(nearby(FADE)).toEqual(nearby(FADE));
  });

  it("finds none of a rule without parameters", () => {
    const plain = strategyTree({
      kind: "regime",
      family: "trend",
      long: above(CLOSE, price("open")),
      short: null,
      exits: NO_EXITS,
    });
    expect(nearby(plain)).toEqual([]);
  });

  it("finds valid neighbours of whatever the generator samples", () => {
    const random = new SeededRandom("sampled");
    for (let i = 0; i < 60; i++) {
      const tree = randomTree(random.fork(String(i)));
      for (const near of nearby(tree)) expect(strategyTree(near)).toEqual(near);
    }
  });
});
