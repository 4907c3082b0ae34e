import { describe, expect, it } from "vitest";
import { autocorrelationFactor, studentHaircut } from "./student-haircut.ts";
import { studentTwoSided, studentTwoSidedQuantile } from "./student-t-distribution.ts";

describe("Student's t", () => {
  it("has its closed forms at one and two degrees of freedom", () => {
    for (const t of [0.1, 1, 2.5, 40]) {
      expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 13);
      expect(studentTwoSided(-t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13);
    }
  });

  it("has the table's critical values, and its quantile is the inverse", () => {
    // Two-sided 5 %: 12.706, 2.228, 1.980.
    for (const [degrees, critical] of [
      [1, 12.706],
      [10, 2.228],
      [120, 1.98],
    ] as const) {
      expect(studentTwoSidedQuantile(0.05, degrees)).toBeCloseTo(critical, 3);
    }
    for (const p of [1e-12, 0.003, 0.5, 0.999, 1]) {
      expect(studentTwoSided(studentTwoSidedQuantile(p, 119), 119) / p).toBeCloseTo(1, 9);
    }
  });
});

describe("autocorrelationFactor", () => {
  it.each([
    [360, 0.905],
    [52, 0.906],
    [12, 0.912],
    [4, 0.928],
  ])("of .1 with %i periods a year is %f", (periods, expected) => {
    expect(autocorrelationFactor(0.1, periods)).toBeCloseTo(expected, 3);
    expect(autocorrelationFactor(0, periods)).toBe(1);
  });
});

describe("studentHaircut of 120 months at an annual 1 with an autocorrelation of .1, among 100 tests", () => {
  it("leaves .2312 by Bonferroni, with the factor that Harvey and Liu's code rounds to .912", () => {
    expect(studentHaircut(autocorrelationFactor(0.1, 12), 120, 12, 100, "bonferroni").adjustedPValue).toBeCloseTo(
      0.465,
      3,
    );
    const haircut = studentHaircut(0.912, 120, 12, 100, "bonferroni");
    // Published to nine digits; the rest is the finite sum for an odd number of degrees, Abramowitz and Stegun 26.7.3.
    expect(haircut.adjustedPValue).toBeCloseTo(0.466194754, 8);
    expect(haircut.adjustedPValue).toBeCloseTo(0.46619475538401, 12);
    expect(haircut.sharpe).toBeCloseTo(0.231174, 6);
  });

  it("takes nothing off a single test, keeps the sign, and leaves nothing of a hopeless one", () => {
    expect(studentHaircut(-0.75, 240, 12, 1, "sidak").sharpe).toBeCloseTo(-0.75, 12);
    expect(studentHaircut(0.1, 12, 12, 200, "bonferroni")).toEqual({ adjustedPValue: 1, sharpe: 0 });
  });
});
