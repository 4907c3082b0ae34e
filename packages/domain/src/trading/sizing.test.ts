import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactDecimal, toFloat64 } from "./exact-decimal.ts";
import { DEFAULT_SIZING, lotsToUnits, targetLots } from "./sizing.ts";

const WHOLE = { equityFraction: 1, lotsPerUnit: 1 };

function doubles(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

describe("targetLots", () => {
  it("is strength x fraction of equity / close in lots, rounded toward zero", () => {
    expect(targetLots(WHOLE, 1, 1_000, 300)).toBe(3);
    expect(targetLots(WHOLE, -1, 1_000, 300)).toBe(-3);
    expect(targetLots({ equityFraction: 0.5, lotsPerUnit: 100 }, 0.5, 1_000, 300)).toBe(83);
    expect(targetLots(DEFAULT_SIZING, 1, 100_000, 3)).toBe(33_333_333_333);
  });

  it("is 0, never -0, for a target of 0 or less than a lot", () => {
    for (const target of [0, -0, 1e-9, -1e-9]) expect(Object.is(targetLots(WHOLE, target, 1_000, 300), 0)).toBe(true);
  });

  it.each([
    [0, 100],
    [-50, 100],
    [NaN, 100],
    [1_000, 0],
    [1_000, -1],
    [1_000, NaN],
  ])("opens nothing on an equity of %s at a close of %s", (equity, close) => {
    expect(targetLots(WHOLE, 1, equity, close)).toBe(0);
  });

  it("never spends more than the fraction of equity, save the rounding of the division", () => {
    fc.assert(
      fc.property(
        doubles(-1, 1),
        doubles(0.01, 3),
        doubles(1, 1e9),
        doubles(1e-6, 1e6),
        fc.constantFrom(1, 1_000, 1_000_000),
        (target, equityFraction, equity, close, lotsPerUnit) => {
          const rule = { equityFraction, lotsPerUnit };
          const lots = targetLots(rule, target, equity, close);
          expect(Number.isInteger(lots)).toBe(true);
          expect(Math.sign(lots) * Math.sign(target)).toBeGreaterThanOrEqual(0);
          const notional = Math.abs(lotsToUnits(rule, lots)) * close;
          const allowed = Math.abs(target) * equityFraction * equity;
          expect(notional).toBeLessThanOrEqual(allowed * (1 + 1e-12));
          // And at most one lot less than allowed.
          expect(notional + close / lotsPerUnit).toBeGreaterThanOrEqual(allowed * (1 - 1e-12));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("lotsToUnits", () => {
  it("is the number that its decimal text reads back as", () => {
    const lotsPerUnit = fc.constantFrom(1, 10, 100, 1_000, 100_000, 1_000_000, 100_000_000);
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), lotsPerUnit, (lots, per) => {
        const units = lotsToUnits({ equityFraction: 1, lotsPerUnit: per }, lots);
        const text = exactDecimal(units);
        expect(toFloat64(text)).toBe(units === 0 ? 0 : units);
        // The text is the decimal itself: as many places as the lot has, so the lots can be read off it.
        expect(text.split(".")[1]?.length ?? 0).toBeLessThanOrEqual(Math.log10(per));
        expect(Math.round(units * per)).toBe(lots);
      }),
      { numRuns: 2_000 },
    );
  });

  it("has no dust: 0.1 and 0.2 in lots are 0.3", () => {
    const rule = { equityFraction: 1, lotsPerUnit: 10 };
    expect(lotsToUnits(rule, 1 + 2)).toBe(0.3);
    expect(lotsToUnits(rule, 1) + lotsToUnits(rule, 2)).not.toBe(0.3);
  });
});
