import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "./normal-distribution.ts";

describe("normalCdf", () => {
  it("equals published values", () => {
    // Abramowitz and Stegun, table 26.1 and 26.2.
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 15);
    expect(normalCdf(2)).toBeCloseTo(0.9772498680518208, 15);
    expect(normalCdf(-1.96)).toBeCloseTo(0.024997895148220435, 15);
    expect(normalCdf(3) + normalCdf(-3)).toBe(1);
    expect(normalCdf(-5) / 2.866515718791939e-7).toBeCloseTo(1, 12);
    expect(normalCdf(-10) / 7.61985302416052e-24).toBeCloseTo(1, 12);
  });

  it("joins its two methods without a step", () => {
    for (const x of [-3, 3]) expect(normalCdf(x + 1e-9) - normalCdf(x - 1e-9)).toBeCloseTo(0, 10);
    expect(normalCdf(-2.9999999999) / normalCdf(-3)).toBeCloseTo(1, 8);
  });
});

describe("normalQuantile", () => {
  it("equals the check values of AS 241", () => {
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 13);
  });

  it("is the inverse of the distribution function, in the middle and in the tails", () => {
    const probabilities = fc.oneof(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.integer({ min: 3, max: 290 }).map((power) => 10 ** -power),
    );
    fc.assert(
      fc.property(probabilities, (probability) => {
        expect(normalCdf(normalQuantile(probability)) / probability).toBeCloseTo(1, 11);
      }),
    );
  });

  it("knows the ends of its range", () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalQuantile(-0.1)).toBeNaN();
  });
});
