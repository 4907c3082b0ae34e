import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean, standardDeviation } from "./moments.ts";
import { annualisedReturn, sharpeRatio, sortinoRatio } from "./ratios.ts";

const returnsArbitrary = fc
  .array(fc.integer({ min: -2_000, max: 2_000 }), { minLength: 3, maxLength: 60 })
  .map((basisPoints) => Float64Array.from(basisPoints, (value) => value / 10_000));

describe("moments", () => {
  it("are the textbook's: 2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and sample deviation root of 32 / 7", () => {
    const values = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9);
    expect(mean(values)).toBe(5);
    expect(standardDeviation(values)).toBeCloseTo(2.138089935, 9);
  });

  it("are null of too few", () => {
    expect(mean(new Float64Array(0))).toBeNull();
    expect(standardDeviation(new Float64Array(0))).toBeNull();
    expect(standardDeviation(Float64Array.of(1))).toBeNull();
  });

  it("keep a small real spread apart from rounding", () => {
    expect(standardDeviation(Float64Array.of(1, 1 + 1e-9))).toBeGreaterThan(0);
    expect(standardDeviation(new Float64Array(997).fill(0.1))).toBe(0);
    expect(standardDeviation(Float64Array.of(-1e-9, 1e-9))).toBeGreaterThan(0);
  });
});

describe("sharpeRatio", () => {
  it("does not change with the size of the position", () => {
    fc.assert(
      fc.property(returnsArbitrary, fc.double({ min: 0.01, max: 10, noNaN: true }), (returns, factor) => {
        const sharpe = sharpeRatio(returns, 252);
        fc.pre(sharpe !== null);
        const scaled = sharpeRatio(
          returns.map((value) => value * factor),
          252,
        );
        expect(scaled).toBeCloseTo(sharpe ?? NaN, 6);
      }),
    );
  });

  it("changes sign with the returns", () => {
    expect(sharpeRatio(Float64Array.of(0.02, -0.01, 0.03), 365)).toBeGreaterThan(0);
    expect(sharpeRatio(Float64Array.of(-0.02, 0.01, -0.03), 365)).toBeLessThan(0);
  });
});

describe("sortinoRatio", () => {
  it("counts every day in the downside deviation, not only the bad ones", () => {
    // Mean 0.01; downside: root of 0.02² / 4 = 0.01; so 1 x root of 252.
    expect(sortinoRatio(Float64Array.of(0.02, 0.02, 0.02, -0.02), 252)).toBeCloseTo(15.8745078664, 9);
  });

  it("is null when no day lost", () => {
    expect(sortinoRatio(Float64Array.of(0.01, 0, 0.02), 252)).toBeNull();
    expect(sortinoRatio(new Float64Array(0), 252)).toBeNull();
  });
});

describe("annualisedReturn", () => {
  it("is the growth of one year", () => {
    // 21 % in two years is 10 % a year; 10 % in half a year is 21 % a year.
    expect(annualisedReturn(0.21, 504, 252)).toBeCloseTo(0.1, 12);
    expect(annualisedReturn(0.1, 126, 252)).toBeCloseTo(0.21, 12);
  });

  it("is null of nothing and after losing everything", () => {
    expect(annualisedReturn(0.1, 0, 252)).toBeNull();
    expect(annualisedReturn(-1, 10, 252)).toBeNull();
  });
});
