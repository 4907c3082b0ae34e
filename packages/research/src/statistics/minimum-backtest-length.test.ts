import { describe, expect, it } from "vitest";
import { exactExpectedMaximum, exactMaximumDeviation } from "./exact-expected-maximum.ts";
import { backtestYearsBound, minimumBacktestYears } from "./minimum-backtest-length.ts";

describe("minimumBacktestYears", () => {
  it.each([
    [45, 4.9980870044, 9],
    [100, 6.404, 3],
    [1000, 10.596, 3],
    [10_000, 14.905, 3],
  ])("of %i trials at a Sharpe ratio of 1 is %f", (trials, expected, digits) => {
    expect(minimumBacktestYears(trials, 1)).toBeCloseTo(expected, digits);
    expect(backtestYearsBound(trials, 1)).toBeGreaterThan(expected);
  });

  it("has the bound of the paper", () => {
    expect(backtestYearsBound(45, 1)).toBeCloseTo(7.6133, 4);
    expect(minimumBacktestYears(45, 2)).toBeCloseTo(4.9980870044 / 4, 9);
  });
});

describe("exactExpectedMaximum", () => {
  it.each([
    [2, 0.56419, 5],
    [5, 1.162964, 6],
    [10, 1.538753, 6],
    [45, 2.20772, 5],
    [100, 2.507594, 6],
    [1000, 3.241436, 6],
    [10_000, 3.851616, 6],
    [100_000, 4.384319, 6],
  ])("of %i trials is %f", (trials, expected, digits) => {
    expect(exactExpectedMaximum(trials)).toBeCloseTo(expected, digits);
  });

  it("has a standard deviation of sqrt(1 - 1 / pi) of two and 1 of one", () => {
    expect(exactMaximumDeviation(2)).toBeCloseTo(Math.sqrt(1 - 1 / Math.PI), 12);
    expect(exactMaximumDeviation(1)).toBeCloseTo(1, 12);
  });

  it("is 1 / sqrt(pi) of two and 0 of one", () => {
    expect(exactExpectedMaximum(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 12);
    expect(exactExpectedMaximum(1)).toBeCloseTo(0, 14);
  });
});
