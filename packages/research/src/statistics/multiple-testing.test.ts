import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustPValue, haircutSharpe } from "./haircut-sharpe.ts";
import { benjaminiYekutieli, bonferroni, harmonicNumber, holm } from "./multiple-testing.ts";

const P_VALUES = [0.005, 0.009, 0.0128, 0.0135, 0.045, 0.06];

function expectEach(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 12);
}

describe("adjusted p-values of Harvey and Liu's six tests", () => {
  it("are Bonferroni's", () => {
    expectEach(bonferroni(P_VALUES), [0.03, 0.054, 0.0768, 0.081, 0.27, 0.36]);
  });

  it("are Holm's", () => {
    expectEach(holm(P_VALUES), [0.03, 0.045, 0.0512, 0.0512, 0.09, 0.09]);
  });

  it("are those of Benjamini, Hochberg and Yekutieli from either start", () => {
    expect(harmonicNumber(6)).toBeCloseTo(2.45, 12);
    const fourth = (6 * 2.45 * 0.0135) / 4;
    expect(fourth).toBeCloseTo(0.0496, 4);
    expectEach(benjaminiYekutieli(P_VALUES, "largest"), [fourth, fourth, fourth, fourth, 0.06, 0.06]);
    expectEach(benjaminiYekutieli(P_VALUES, "scaled"), [fourth, fourth, fourth, fourth, 0.1323, 0.147]);
  });

  it("do not depend on the order of the tests, and never fall below the p-value", () => {
    const many = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(many, (pValues) => {
        const reversed = pValues.toReversed();
        expectEach(holm(reversed), holm(pValues).reverse());
        for (const [i, adjusted] of holm(pValues).entries()) {
          expect(adjusted).toBeGreaterThanOrEqual(pValues[i] ?? NaN);
          expect(adjusted).toBeLessThanOrEqual(bonferroni(pValues)[i] ?? NaN);
        }
      }),
    );
  });
});

describe("haircutSharpe of an annual .75 over 20 years among 200 tests", () => {
  const pValue = 0.00079623;

  it("keeps .3148 by Bonferroni and .3241 by Šidák", () => {
    expect(adjustPValue(pValue, 200, "bonferroni")).toBeCloseTo(0.159246, 6);
    expect(adjustPValue(pValue, 200, "sidak")).toBeCloseTo(0.147268, 6);
    expect(haircutSharpe(0.75, 20, 200, "bonferroni")).toBeCloseTo(0.314752, 6);
    expect(haircutSharpe(0.75, 20, 200, "sidak")).toBeCloseTo(0.324062, 6);
  });

  it("takes nothing off a single test, keeps the sign and leaves nothing of a hopeless one", () => {
    expect(haircutSharpe(0.75, 20, 1, "sidak")).toBeCloseTo(0.75, 12);
    expect(haircutSharpe(-0.75, 20, 200, "sidak")).toBeCloseTo(-0.324062, 6);
    expect(haircutSharpe(0.1, 1, 200, "bonferroni")).toBe(0);
  });
});
