import { describe, expect, it } from "vitest";
import { betaQuantile, incompleteBeta } from "./beta-distribution.ts";

describe("the beta distribution", () => {
  it("has the quantiles that can be written down", () => {
    expect(betaQuantile(0.95, 1, 1)).toBeCloseTo(0.95, 12);
    // Beta(1, n): 1 - (1 - x)^n.
    expect(betaQuantile(0.95, 1, 219)).toBeCloseTo(1 - 0.05 ** (1 / 219), 12);
    // Beta(n, 1): x^n.
    expect(betaQuantile(0.05, 30, 1)).toBeCloseTo(0.05 ** (1 / 30), 12);
    // Beta(2, 2): 3 x^2 - 2 x^3.
    const x = betaQuantile(0.8, 2, 2);
    expect(3 * x ** 2 - 2 * x ** 3).toBeCloseTo(0.8, 12);
  });

  it("inverts its distribution function", () => {
    for (const [a, b] of [
      [0.5, 7],
      [3, 400],
      [80, 12],
    ] as const) {
      for (const p of [0.01, 0.5, 0.99]) expect(incompleteBeta(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 10);
    }
  });
});
