import { describe, expect, it } from "vitest";
import { fractionalKelly, ruinProbability, shrunkSharpe } from "./kelly.ts";

describe("ruinProbability", () => {
  it.each([
    [0.85, 1, 0.85, 12],
    [0.85, 0.5, 0.6141, 4],
    [0.85, 0.25, 0.3206, 4],
    [0.85, 0.1, 0.0456, 4],
    [0.5, 1, 0.5, 12],
    [0.5, 0.5, 0.125, 12],
    [0.5, 0.25, 0.0078, 4],
  ])("of falling to %f at %f of Kelly is %f", (level, share, expected, digits) => {
    expect(ruinProbability(level, share)).toBeCloseTo(expected, digits);
  });
});

describe("shrunkSharpe", () => {
  it("halves an estimate as uncertain as the strategies differ", () => {
    expect(shrunkSharpe(2, 0.5, 0.5)).toBeCloseTo(1, 14);
    expect(shrunkSharpe(2, 0, 0.5)).toBe(2);
    expect(shrunkSharpe(2, 0, 0)).toBe(0);
    // 1.5 x .09 / (.09 + .16).
    expect(shrunkSharpe(1.5, 0.4, 0.3)).toBeCloseTo(0.54, 14);
  });
});

describe("fractionalKelly", () => {
  it("is the share of Sharpe over volatility", () => {
    expect(fractionalKelly(1, 0.2, 0.1)).toBeCloseTo(0.5, 14);
  });

  it("takes no more than a quarter, nothing of a losing strategy, and needs volatility", () => {
    expect(fractionalKelly(1, 0.2, 1)).toBeCloseTo(1.25, 14);
    expect(fractionalKelly(-1, 0.2, 0.25)).toBe(0);
    expect(fractionalKelly(1, 0, 0.25)).toBeNull();
  });
});
