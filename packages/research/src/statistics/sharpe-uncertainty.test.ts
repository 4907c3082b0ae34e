import { probabilisticSharpeRatio } from "@rara-trading/simulation";
import { describe, expect, it } from "vitest";
import { minimumTrackRecord, mertensStandardError } from "./sharpe-uncertainty.ts";

const normal = { skewness: 0, kurtosis: 3 };
const skewed = { skewness: -2.448, kurtosis: 10.164 };

function years(sharpe: number, benchmark: number, periods: number, shape: typeof normal): number {
  const perPeriod = (annual: number): number => annual / Math.sqrt(periods);
  const count = minimumTrackRecord({ sharpe: perPeriod(sharpe), ...shape }, perPeriod(benchmark), 0.05);
  return (count ?? Number.NaN) / periods;
}

describe("mertensStandardError", () => {
  it("equals the published cases", () => {
    const first = { sharpe: 0.7079, count: 134, skewness: -0.225, kurtosis: 2.957 };
    const second = { sharpe: 0.8183, count: 134, skewness: -1.4455, kurtosis: 7.0497 };
    expect(mertensStandardError(first)).toBeCloseTo(0.1028, 4);
    expect(mertensStandardError(second)).toBeCloseTo(0.155, 4);
  });
});

describe("minimumTrackRecord", () => {
  it("equals the published cases", () => {
    expect(years(2, 1, 250, normal)).toBeCloseTo(2.73118780178, 9);
    expect(years(2, 1, 52, normal)).toBeCloseTo(2.82883358695, 9);
    expect(years(3, 2.5, 12, { skewness: -0.72, kurtosis: 5.78 })).toBeCloseTo(27.352920196, 9);
    expect(minimumTrackRecord({ sharpe: 1.14, ...normal }, 1, 0.05)).toBeCloseTo(228.73497911, 7);
    expect(years(0.7079, 0, 1, { skewness: -0.225, kurtosis: 2.957 }) / 12).toBeCloseTo(0.7152, 4);
    expect(years(0.8183, 0, 1, { skewness: -1.4455, kurtosis: 7.0497 }) / 12).toBeCloseTo(1.1593, 4);
  });

  it("is the length at which the probabilistic Sharpe ratio reaches its level", () => {
    const count = minimumTrackRecord({ sharpe: 0.1, ...skewed }, 0.02, 0.05) ?? Number.NaN;
    expect(probabilisticSharpeRatio({ sharpe: 0.1, count, ...skewed }, 0.02)).toBeCloseTo(0.95, 12);
  });

  it("does not exist at or below the benchmark", () => {
    expect(minimumTrackRecord({ sharpe: 1, ...normal }, 1, 0.05)).toBeNull();
  });
});
