import { describe, expect, it } from "vitest";
import { luckySharpe } from "./deflated-sharpe-ratio.ts";
import {
  criticalSharpe,
  familywiseProbabilisticSharpe,
  nullMinimumTrackRecord,
  nullProbabilisticSharpe,
  observedFalseDiscoveryRate,
  plannedFalseDiscoveryRate,
  sharpeStandardError,
  sharpeTestPower,
} from "./sharpe-inference.ts";

// The paper's fund: 24 months of mean .036 and deviation .079.
const SHARPE = 0.036 / 0.079;
const MONTHS = 24;
const FUND = { skewness: -2.448, kurtosis: 10.164, autocorrelation: 0 };
const PERSISTENT = { ...FUND, autocorrelation: 0.2 };
const NORMAL = { skewness: 0, kurtosis: 3, autocorrelation: 0 };

describe("Sharpe inference of López de Prado, Lipton and Zoonekynd (2025)", () => {
  it("without autocorrelation", () => {
    expect(sharpeStandardError(SHARPE, MONTHS, FUND)).toBeCloseTo(0.329, 3);
    expect(sharpeStandardError(SHARPE, MONTHS, NORMAL)).toBeCloseTo(0.214, 3);
    expect(nullProbabilisticSharpe(SHARPE, 0, MONTHS, FUND)).toBeCloseTo(0.9872072612614, 12);
    expect(nullProbabilisticSharpe(SHARPE, 0.1, MONTHS, FUND)).toBeCloseTo(0.9391476251031, 12);
    expect(nullMinimumTrackRecord(SHARPE, 0, 0.05, FUND)).toBeCloseTo(13.029, 3);
    expect(nullMinimumTrackRecord(SHARPE, 0, 0.1, FUND)).toBeCloseTo(7.909, 3);
    expect(criticalSharpe(0, 0.1, MONTHS, FUND)).toBeCloseTo(0.262, 3);
    const power = sharpeTestPower(0, 0.5, 0.1, MONTHS, FUND);
    expect(power).toBeCloseTo(0.758, 3);
    expect(plannedFalseDiscoveryRate(0.1, power, 0.1)).toBeCloseTo(0.543, 3);
    expect(observedFalseDiscoveryRate(SHARPE, 0, 0.5, MONTHS, 0.1, FUND)).toBeCloseTo(0.173, 3);
  });

  it("with an autocorrelation of .2", () => {
    expect(sharpeStandardError(SHARPE, MONTHS, PERSISTENT)).toBeCloseTo(0.379, 3);
    expect(nullProbabilisticSharpe(SHARPE, 0, MONTHS, PERSISTENT)).toBeCloseTo(0.966, 3);
    expect(nullProbabilisticSharpe(SHARPE, 0.1, MONTHS, PERSISTENT)).toBeCloseTo(0.9, 3);
    expect(nullMinimumTrackRecord(SHARPE, 0, 0.1, PERSISTENT)).toBeCloseTo(11.863, 3);
    expect(criticalSharpe(0, 0.1, MONTHS, PERSISTENT)).toBeCloseTo(0.32, 3);
    expect(sharpeTestPower(0, 0.5, 0.1, MONTHS, PERSISTENT)).toBeCloseTo(0.676, 3);
  });

  it("deflates by the best of ten trials, with the variance of a single Sharpe ratio", () => {
    const lucky = luckySharpe(0.1, 10);
    expect(lucky).toBeCloseTo(0.498, 3);
    expect(nullProbabilisticSharpe(SHARPE, lucky, MONTHS, FUND)).toBeCloseTo(0.451, 3);
  });

  it("deflates by the best of ten trials, with the variance of that best one", () => {
    expect(familywiseProbabilisticSharpe(SHARPE, luckySharpe(0.1, 10), 10, MONTHS, FUND)).toBeCloseTo(0.416, 3);
  });

  it("does not exist at or below the benchmark", () => {
    expect(nullMinimumTrackRecord(0.1, 0.1, 0.05, FUND)).toBeNull();
  });
});
