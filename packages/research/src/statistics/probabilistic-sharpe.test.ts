import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimumTrackRecord, probabilisticSharpe, sharpeStandardError } from "./probabilistic-sharpe.ts";

const normal = { skewness: 0, kurtosis: 3 };
const skewed = { skewness: -2.448, kurtosis: 10.164 };

const annual = (sharpe: number, periods: number): number => sharpe / Math.sqrt(periods);

describe("probabilisticSharpe", () => {
  it("equals the published cases", () => {
    const hedgeFund = { sharpe: 1.585 / Math.sqrt(12), count: 24, ...skewed };
    expect(probabilisticSharpe(hedgeFund, 0)).toBeCloseTo(0.91323430688486, 9);
    expect(probabilisticSharpe({ sharpe: 0.458, count: 24, ...normal }, 0)).toBeCloseTo(0.982, 3);
    expect(probabilisticSharpe({ sharpe: 0.458, count: 24, ...skewed }, 0)).toBeCloseTo(0.913, 3);
    expect(probabilisticSharpe({ sharpe: 1.14, count: 250, ...normal }, 1)).toBeCloseTo(0.957277880327, 9);
  });

  it("has the published standard errors", () => {
    const first = { sharpe: 0.7079, count: 134, skewness: -0.225, kurtosis: 2.957 };
    const second = { sharpe: 0.8183, count: 134, skewness: -1.4455, kurtosis: 7.0497 };
    expect(sharpeStandardError(first)).toBeCloseTo(0.1028, 4);
    expect(sharpeStandardError(second)).toBeCloseTo(0.155, 4);
  });

  it("says nothing about one return", () => {
    expect(probabilisticSharpe({ sharpe: 1, count: 1, ...normal }, 0)).toBeNull();
  });

  it("falls as the benchmark rises", () => {
    const sharpes = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(sharpes, sharpes, sharpes, (sharpe, a, b) => {
        const sample = { sharpe, count: 100, ...normal };
        const low = probabilisticSharpe(sample, Math.min(a, b)) ?? Number.NaN;
        expect(probabilisticSharpe(sample, Math.max(a, b))).toBeLessThanOrEqual(low);
      }),
    );
  });
});

describe("minimumTrackRecord", () => {
  it("equals the published cases", () => {
    const years = (sharpe: number, benchmark: number, periods: number, shape: typeof normal): number =>
      (minimumTrackRecord({ sharpe: annual(sharpe, periods), ...shape }, annual(benchmark, periods), 0.05) ??
        Number.NaN) / periods;
    expect(years(2, 1, 250, normal)).toBeCloseTo(2.73118780178, 9);
    expect(years(2, 1, 52, normal)).toBeCloseTo(2.82883358695, 9);
    expect(years(3, 2.5, 12, { skewness: -0.72, kurtosis: 5.78 })).toBeCloseTo(27.352920196, 9);
    expect(years(0.7079, 0, 1, { skewness: -0.225, kurtosis: 2.957 }) / 12).toBeCloseTo(0.7152, 4);
    expect(years(0.8183, 0, 1, { skewness: -1.4455, kurtosis: 7.0497 }) / 12).toBeCloseTo(1.1593, 4);
    expect(minimumTrackRecord({ sharpe: 1.14, ...normal }, 1, 0.05)).toBeCloseTo(228.73497911, 7);
  });

  it("is the length at which the probabilistic Sharpe ratio reaches its level", () => {
    const count = minimumTrackRecord({ sharpe: 0.1, ...skewed }, 0.02, 0.05) ?? Number.NaN;
    expect(probabilisticSharpe({ sharpe: 0.1, count, ...skewed }, 0.02)).toBeCloseTo(0.95, 12);
  });

  it("does not exist at or below the benchmark", () => {
    expect(minimumTrackRecord({ sharpe: 1, ...normal }, 1, 0.05)).toBeNull();
  });
});
