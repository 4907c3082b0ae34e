import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlation, hasVariance, meanOf } from "./variation.ts";

describe("hasVariance", () => {
  it("tells a series that never moves from one that does", () => {
    expect(hasVariance([])).toBe(false);
    expect(hasVariance([2, 2, 2])).toBe(false);
    expect(hasVariance([2, 2, 2.5])).toBe(true);
    expect(meanOf([2, 2, 5])).toBe(3);
  });
});

describe("correlation", () => {
  it("equals a case computed by hand", () => {
    // Deviations -1 0 1 and -1 2 -1: products 0; with 1 2 6 (deviations -2 -1 3): 5 / sqrt(2 x 14).
    expect(correlation([1, 2, 3], [0, 3, 0])).toBe(0);
    expect(correlation([1, 2, 3], [1, 2, 6])).toBeCloseTo(5 / Math.sqrt(28), 15);
  });

  it("is 1 with itself, -1 with its mirror image, and does not mind scale", () => {
    const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 30 }).filter(hasVariance);
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 9 }), (values, scale) => {
        expect(
          correlation(
            values,
            values.map((value) => value * scale + 1),
          ),
        ).toBeCloseTo(1, 12);
        expect(
          correlation(
            values,
            values.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 12);
      }),
    );
  });

  it("does not exist without variance or over different days", () => {
    expect(correlation([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(correlation([1, 2, 3], [1, 2])).toBeNull();
  });
});
