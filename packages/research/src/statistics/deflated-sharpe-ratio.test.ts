import { describe, expect, it } from "vitest";
import { deflatedSharpeRatio, luckySharpe } from "./deflated-sharpe-ratio.ts";

// The paper: annual Sharpe ratio 2.5 and variance of trials .5 on 250 days a year, 1250 days.
const variance = 0.5 / 250;
const paper = { sharpe: 2.5 / Math.sqrt(250), count: 1250, skewness: -3, kurtosis: 10 };
const normal = { ...paper, skewness: 0, kurtosis: 3 };

describe("deflatedSharpeRatio on the paper's example", () => {
  it("asks for an annual 1.789 after 100 trials", () => {
    expect(luckySharpe(variance, 100)).toBeCloseTo(0.11317200186513, 12);
    expect(luckySharpe(variance, 100) * Math.sqrt(250)).toBeCloseTo(1.78940646627, 10);
  });

  it.each([
    ["100 trials", paper, 100, 0.90039683444939, 12],
    ["46 trials", paper, 46, 0.9505017, 7],
    ["88 trials, normal moments", normal, 88, 0.9504908, 7],
    ["100 trials, normal moments", normal, 100, 0.942770586, 9],
  ] as const)("of %s", (_name, sample, trials, expected, digits) => {
    expect(deflatedSharpeRatio(sample, variance, trials)).toBeCloseTo(expected, digits);
  });

  it("of one trial is the probabilistic Sharpe ratio against 0", () => {
    expect(luckySharpe(variance, 1)).toBe(0);
  });
});
