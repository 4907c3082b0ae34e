import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { FAMILIES, type Family, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { MemoryTally } from "../memory/memory-tally.ts";
import type { SearchMemory } from "../memory/search-memory.ts";
import { type Region, regionName, regionOf } from "./region.ts";
import { RememberingSampler } from "./remembering-sampler.ts";

const DRAWS = 3_000;

/** A memory of `trials` trials of each region, of which `passed` passed. */
function memoryOf(regions: readonly (Region & { readonly trials: number; readonly passed: number })[]): SearchMemory {
  const tally = new MemoryTally();
  for (const { family, horizon, trials, passed } of regions) {
    for (let i = 0; i < trials; i++) tally.add({ region: { family, horizon }, gate: i < passed ? null : "sharpe" });
  }
  return tally.memory();
}

function draw(memory: SearchMemory, families: readonly Family[] = FAMILIES): readonly StrategyTree[] {
  const sampler = new RememberingSampler(families, memory);
  const random = new SeededRandom("sampler");
  return Array.from({ length: DRAWS }, () => sampler.sample(random));
}

function shareOf(trees: readonly StrategyTree[], matches: (tree: StrategyTree) => boolean): number {
  return trees.filter(matches).length / trees.length;
}

describe("RememberingSampler", () => {
  const rich = FAMILIES.map((family) => ({ family, horizon: 1, trials: 100, passed: family === "breakout" ? 40 : 1 }));

  it("prefers the family of which most passed, and leaves every other a third of its old share and more", () => {
    const trees = draw(memoryOf(rich));
    const share = (family: string): number => shareOf(trees, (tree) => tree.family === family);
    expect(share("breakout")).toBeGreaterThan(0.35);
    for (const family of FAMILIES) expect(share(family)).toBeGreaterThan(0.8 * (1 / 3 / FAMILIES.length));
  });

  it("draws families evenly while too few have passed", () => {
    const trees = draw(memoryOf(rich.map((region) => ({ ...region, passed: region.family === "breakout" ? 20 : 0 }))));
    for (const family of FAMILIES) {
      const share = shareOf(trees, (tree) => tree.family === family);
      expect(Math.abs(share - 1 / FAMILIES.length)).toBeLessThan(0.04);
    }
  });

  it("draws what falls into a dead zone anew, but does not give the zone up", () => {
    const dead = { family: "trend", horizon: 3 } as const;
    const others = rich.map((region) => ({ ...region, passed: 30 }));
    const memory = memoryOf([...others, { ...dead, trials: 300, passed: 0 }]);
    expect(memory.regions.filter(({ isDead }) => isDead)).toMatchObject([{ ...dead, gate: "sharpe", passed: 0 }]);
    const inZone = (tree: StrategyTree): boolean => regionName(regionOf(tree)) === regionName(dead);
    const before = shareOf(draw(memoryOf(others), ["trend"]), inZone);
    const after = shareOf(draw(memory, ["trend"]), inZone);
    expect(before).toBeGreaterThan(0.2);
    // Four draws in a row must miss.
    expect(after).toBeLessThan(before ** 3);
    expect(after).toBeGreaterThan(0);
  });

  it("draws the same from the same seed and memory", () => {
    expect(draw(memoryOf(rich))).toEqual(draw(memoryOf(rich.toReversed())));
  });
});
