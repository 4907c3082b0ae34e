import { describe, expect, it } from "vitest";
import { combinations } from "./combinations.ts";
import { purgedSplits } from "./purged-splits.ts";

describe("purgedSplits", () => {
  it.each([
    [6, 2, 15, 5],
    [10, 2, 45, 9],
    [8, 4, 70, 35],
  ])("of %i groups, %i tested, are %i with %i paths", (groups, tested, splits, paths) => {
    const plan = purgedSplits(groups, tested);
    expect([plan.splits.length, plan.paths.length]).toEqual([splits, paths]);
    for (const path of plan.paths)
      expect(path.map(({ group }) => group)).toEqual(Array.from({ length: groups }, (_, i) => i));
    const used = plan.paths.flat().map(({ group, split }) => `${group}/${split}`);
    expect(new Set(used).size).toBe(splits * tested);
  });

  it("assembles path 2 of the book's figure 12.1", () => {
    const second = purgedSplits(6, 2).paths[1] ?? [];
    expect(second.map(({ group, split }) => `G${group + 1} S${split + 1}`)).toEqual([
      "G1 S2",
      "G2 S6",
      "G3 S6",
      "G4 S7",
      "G5 S8",
      "G6 S9",
    ]);
  });

  it("chooses in lexicographic order", () => {
    expect(combinations(4, 2)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
    expect(combinations(3, 0)).toEqual([[]]);
    expect(combinations(2, 3)).toEqual([]);
  });
});
