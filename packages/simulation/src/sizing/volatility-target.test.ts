import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decayOfHalfLife,
  DEFAULT_VOLATILITY_TARGET,
  VARIANCE_DECAY,
  volatilityTargetWeight,
  weightedVolatility,
} from "./volatility-target.ts";

function weight(volatility: number, held: number): number | null {
  return volatilityTargetWeight(volatility, held, DEFAULT_VOLATILITY_TARGET);
}

describe("weightedVolatility", () => {
  it("equals three steps by hand", () => {
    // .0001; .94 x .0001 + .06 x .0004 = .000118; .94 x .000118 = .00011092.
    const path = weightedVolatility(Float64Array.of(0.01, -0.02, 0));
    expect(path[0]).toBeCloseTo(0.01, 14);
    expect(path[1]).toBeCloseTo(Math.sqrt(0.000118), 14);
    expect(path[2]).toBeCloseTo(Math.sqrt(0.00011092), 14);
    expect(VARIANCE_DECAY).toBe(0.94);
  });

  it("halves a return's weight in its half-life", () => {
    const decay = decayOfHalfLife(20);
    expect(decay ** 20).toBeCloseTo(0.5, 12);
    const quiet = new Float64Array(21);
    quiet[0] = 0.02;
    expect((weightedVolatility(quiet, decay)[20] ?? NaN) ** 2).toBeCloseTo(0.0002, 14);
  });

  it("is empty of nothing", () => {
    expect(weightedVolatility(new Float64Array(0))).toHaveLength(0);
  });
});

describe("volatilityTargetWeight", () => {
  it("is target over volatility, at most the cap", () => {
    expect(weight(0.2, 0)).toBeCloseTo(0.5, 14);
    expect(weight(0.04, 0)).toBe(2);
  });

  it("stays where it is inside the band", () => {
    expect(weight(0.2, 0.52)).toBe(0.52);
    expect(weight(0.2, 0.46)).toBe(0.46);
    expect(weight(0.2, 0.45)).toBeCloseTo(0.5, 14);
    expect(weight(0.2, 0.56)).toBeCloseTo(0.5, 14);
  });

  it("does not exist without volatility", () => {
    expect(weight(0, 1)).toBeNull();
    expect(weight(NaN, 1)).toBeNull();
  });

  it("never exceeds the cap from a weight within it", () => {
    const volatilities = fc.double({ min: 1e-6, max: 5, noNaN: true });
    fc.assert(
      fc.property(volatilities, fc.double({ min: 0, max: 2, noNaN: true }), (volatility, held) => {
        expect(weight(volatility, held)).toBeLessThanOrEqual(2);
      }),
    );
  });
});
