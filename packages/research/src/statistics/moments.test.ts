import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasVariance, meanOf, momentsOf } from "./moments.ts";

describe("momentsOf", () => {
  it("equals a case computed by hand", () => {
    // 1, 2, 3, 6: mean 3, deviations -2 -1 0 3, m2 = 14/4, m3 = 18/4, m4 = 98/4.
    const moments = momentsOf([1, 2, 3, 6]);
    expect(moments?.mean).toBe(3);
    expect(moments?.standardDeviation).toBeCloseTo(Math.sqrt(14 / 3), 14);
    expect(moments?.skewness).toBeCloseTo(4.5 / 3.5 ** 1.5, 14);
    expect(moments?.kurtosis).toBeCloseTo(24.5 / 12.25, 14);
  });

  it("has nothing to say about one value, or values that never move", () => {
    expect(momentsOf([])).toBeNull();
    expect(momentsOf([1])).toBeNull();
    expect(momentsOf(new Float64Array(100))).toBeNull();
    expect(hasVariance([2, 2, 2])).toBe(false);
    expect(hasVariance([2, 2, 2.5])).toBe(true);
  });

  it("keeps its shape figures under shift and scale", () => {
    const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(samples.filter(hasVariance), fc.integer({ min: 1, max: 8 }), (values, scale) => {
        const plain = momentsOf(values);
        const moved = momentsOf(values.map((value) => value * scale + 7));
        expect(moved?.skewness).toBeCloseTo(plain?.skewness ?? Number.NaN, 8);
        expect(moved?.kurtosis).toBeCloseTo(plain?.kurtosis ?? Number.NaN, 8);
        expect(moved?.mean).toBeCloseTo(meanOf(values) * scale + 7, 8);
      }),
    );
  });
});
