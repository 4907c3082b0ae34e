import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { probabilisticSharpeRatio, sharpeSampleOf } from "./probabilistic-sharpe-ratio.ts";

describe("probabilisticSharpeRatio", () => {
  it("agrees with pypbo on a monthly fund with fat tails", () => {
    const sample = { sharpe: 1.585 / Math.sqrt(12), count: 24, skewness: -2.448, kurtosis: 10.164 };
    expect(probabilisticSharpeRatio(sample, 0)).toBeCloseTo(0.91323430688486, 12);
  });

  it("agrees with the two examples of the paper", () => {
    expect(probabilisticSharpeRatio({ sharpe: 0.458, count: 24, skewness: 0, kurtosis: 3 }, 0)).toBeCloseTo(0.982, 3);
    const skewed = { sharpe: 0.458, count: 24, skewness: -2.448, kurtosis: 10.164 };
    expect(probabilisticSharpeRatio(skewed, 0)).toBeCloseTo(0.913, 3);
  });

  it("agrees with mlfinlab against a benchmark above 0", () => {
    const sample = { sharpe: 1.14, count: 250, skewness: 0, kurtosis: 3 };
    expect(probabilisticSharpeRatio(sample, 1)).toBeCloseTo(0.957277880327, 11);
  });

  it("is one half at its own Sharpe ratio and symmetric around it for a symmetric sample", () => {
    const sample = { sharpe: 0.1, count: 100, skewness: 0, kurtosis: 3 };
    expect(probabilisticSharpeRatio(sample, 0.1)).toBe(0.5);
    const above = probabilisticSharpeRatio(sample, 0.25) ?? NaN;
    const below = probabilisticSharpeRatio(sample, -0.05) ?? NaN;
    expect(above + below).toBeCloseTo(1, 14);
  });

  it("is certain far away from the benchmark instead of running for ever", () => {
    const sample = { sharpe: 1, count: 1_000_000, skewness: 0, kurtosis: 3 };
    expect(probabilisticSharpeRatio(sample, 0)).toBe(1);
    expect(probabilisticSharpeRatio(sample, 2)).toBe(0);
  });

  it("is undefined for one return and for moments without uncertainty", () => {
    expect(probabilisticSharpeRatio({ sharpe: 1, count: 1, skewness: 0, kurtosis: 3 }, 0)).toBeNull();
    expect(probabilisticSharpeRatio({ sharpe: 1, count: 10, skewness: 2, kurtosis: 5 }, 0)).toBeNull();
  });
});

describe("probabilisticSharpeRatio of what is not a number", () => {
  it("is undefined instead of running for ever", () => {
    const sample = { sharpe: 1, count: 10, skewness: 0, kurtosis: 3 };
    expect(probabilisticSharpeRatio(sample, NaN)).toBeNull();
    expect(probabilisticSharpeRatio({ ...sample, sharpe: Infinity }, Infinity)).toBeNull();
    expect(probabilisticSharpeRatio({ ...sample, kurtosis: NaN }, 0)).toBeNull();
  });
});

describe("sharpeSampleOf", () => {
  it("computes the moments of a small sample by hand", () => {
    // 1, 2, 3, 6: mean 3, deviations -2 -1 0 3; sums of powers 14, 18, 98.
    const sample = sharpeSampleOf(Float64Array.of(1, 2, 3, 6));
    expect(sample?.count).toBe(4);
    expect(sample?.sharpe).toBeCloseTo(3 / Math.sqrt(14 / 3), 14);
    expect(sample?.skewness).toBeCloseTo(4.5 / 3.5 ** 1.5, 14);
    expect(sample?.kurtosis).toBeCloseTo(24.5 / 3.5 ** 2, 14);
  });

  it("is undefined without spread", () => {
    expect(sharpeSampleOf(Float64Array.of(0.01, 0.01, 0.01))).toBeNull();
    expect(sharpeSampleOf(Float64Array.of(0.01))).toBeNull();
    expect(sharpeSampleOf(new Float64Array(0))).toBeNull();
  });

  it("gives every sample with spread a probability between 0 and 1 that falls as the benchmark rises", () => {
    const returns = fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(returns, (values) => {
        const sample = sharpeSampleOf(Float64Array.from(values));
        if (sample === null) return;
        const probabilities = [-0.5, 0, 0.5].map((benchmark) => probabilisticSharpeRatio(sample, benchmark));
        if (probabilities.includes(null)) return;
        const [low = NaN, middle = NaN, high = NaN] = probabilities.map(Number);
        expect(low).toBeLessThanOrEqual(1);
        expect(middle).toBeLessThanOrEqual(low);
        expect(high).toBeLessThanOrEqual(middle);
        expect(high).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
