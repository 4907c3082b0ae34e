import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compound, maxDrawdown } from "./drawdown.ts";

describe("maxDrawdown", () => {
  it.each([
    ["nothing", [], 100, 0],
    ["only gains", [101, 102, 110], 100, 0],
    ["a fall below the start, which is the first peak", [90, 95], 100, 0.1],
    ["the deepest of several falls, each from its own peak", [120, 90, 150, 120, 160, 128.5], 100, 0.25],
    ["a fall that goes on through small recoveries", [100, 90, 95, 80, 85, 70], 100, 0.3],
    ["a loss of more than everything", [-50], 100, 1.5],
  ])("of %s", (_name, equity, start, expected) => {
    expect(maxDrawdown(Float64Array.from(equity), start)).toBe(expected);
  });

  it("is the largest fall between any two marks in order", () => {
    const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(positive, { maxLength: 40 }), positive, (marks, start) => {
        const path = [start, ...marks];
        let worst = 0;
        for (const [i, peak] of path.entries())
          for (const low of path.slice(i)) worst = Math.max(worst, (peak - low) / peak);
        expect(maxDrawdown(Float64Array.from(marks), start)).toBe(worst);
      }),
    );
  });
});

describe("compound", () => {
  it("multiplies from 1 on", () => {
    const equity = compound(Float64Array.of(0.5, -0.5, 0.25));
    expect([...equity]).toEqual([1.5, 0.75, 0.9375]);
  });
});
