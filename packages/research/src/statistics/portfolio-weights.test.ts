import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hierarchicalRiskWeights } from "./hierarchical-risk-parity.ts";
import {
  covarianceMatrix,
  equalRiskWeights,
  inverseVarianceWeights,
  minimumVarianceWeights,
  riskShares,
} from "./portfolio-weights.ts";

const VOLATILITIES = [0.1, 0.12, 0.2, 0.3, 0.15];
const CORRELATIONS = [
  [1, 0.8, 0.1, 0, 0.2],
  [0.8, 1, 0.15, 0.05, 0.25],
  [0.1, 0.15, 1, 0.6, 0.1],
  [0, 0.05, 0.6, 1, 0.05],
  [0.2, 0.25, 0.1, 0.05, 1],
];
const COVARIANCES = covarianceMatrix(VOLATILITIES, CORRELATIONS);

function expectWeights(weights: readonly number[], expected: readonly number[]): void {
  expect(weights).toHaveLength(expected.length);
  for (const [i, weight] of expected.entries()) expect(weights[i], `weight ${i}`).toBeCloseTo(weight, 6);
}

describe("weights of five strategies", () => {
  it("by inverse variance", () => {
    expectWeights(inverseVarianceWeights(COVARIANCES), [0.4, 0.277778, 0.1, 0.044444, 0.177778]);
  });

  it("by hierarchical risk parity", () => {
    expectWeights(
      hierarchicalRiskWeights(COVARIANCES, CORRELATIONS),
      [0.333734, 0.23176, 0.117322, 0.052143, 0.265042],
    );
  });

  it("by equal risk, a fifth of the variance each", () => {
    const weights = equalRiskWeights(COVARIANCES);
    expectWeights(weights, [0.290216, 0.225348, 0.147362, 0.109246, 0.227828]);
    for (const share of riskShares(weights, COVARIANCES)) expect(share).toBeCloseTo(0.2, 12);
  });

  it("by least variance, with a short one", () => {
    expectWeights(minimumVarianceWeights(COVARIANCES), [0.696207, -0.060007, 0.104285, 0.034633, 0.224882]);
  });
});

describe("weights of strategies that do not correlate", () => {
  it("are the inverse variances, or for equal risk the inverse volatilities, whatever these are", () => {
    const volatilities = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(volatilities, (drawn) => {
        const identity = drawn.map((_, i) => drawn.map((_cell, j) => (i === j ? 1 : 0)));
        const covariances = covarianceMatrix(drawn, identity);
        const inverse = drawn.map((volatility) => 1 / volatility);
        const total = inverse.reduce((sum, value) => sum + value, 0);
        expectWeights(minimumVarianceWeights(covariances), inverseVarianceWeights(covariances));
        expectWeights(hierarchicalRiskWeights(covariances, identity), inverseVarianceWeights(covariances));
        expectWeights(
          equalRiskWeights(covariances),
          inverse.map((value) => value / total),
        );
      }),
    );
  });
});
