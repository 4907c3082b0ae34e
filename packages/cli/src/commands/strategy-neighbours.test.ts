import { describe, expect, it } from "vitest";
import { neighboursOf } from "./strategy-neighbours.ts";

const META = { name: "a", version: 1, description: "", warmupBars: 0 };
const FAST = { name: "fast", default: 10, min: 2, max: 100 };
const SHARE = { name: "share", default: 0.5, min: 0, max: 1 };

describe("the neighbours of a set of parameters", () => {
  it("are ten different sets within 15 % or one step, always the same ones", () => {
    const sets = neighboursOf({ ...META, parameters: [FAST, SHARE] }, { fast: 40, share: 0.5 });
    expect(sets).toHaveLength(10);
    expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(10);
    expect(neighboursOf({ ...META, parameters: [FAST, SHARE] }, { fast: 40, share: 0.5 })).toEqual(sets);
    for (const { fast = NaN, share = NaN } of sets) {
      expect(Number.isInteger(fast)).toBe(true);
      expect(Math.abs(fast - 40)).toBeLessThanOrEqual(6);
      expect(Math.abs(share - 0.5)).toBeLessThanOrEqual(0.075);
    }
  });

  it("are one step away where 15 % of a whole number is less, and stay inside the range", () => {
    const around = (fast: number): readonly unknown[] =>
      neighboursOf({ ...META, parameters: [FAST] }, { fast }).map((set) => set["fast"]);
    expect(new Set(around(3))).toEqual(new Set([2, 4]));
    expect(around(2)).toEqual([3]);
    expect(neighboursOf({ ...META, parameters: [] }, {})).toEqual([]);
  });
});
