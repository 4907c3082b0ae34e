import { SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canMove, parameterNeighbours } from "./parameter-neighbours.ts";

const PERIOD = { name: "period", default: 20, min: 2, max: 100 };
const FRACTION = { name: "fraction", default: 0.02, min: 0.001, max: 0.1 };
const sets = (parameters: Parameters<typeof parameterNeighbours>[0], spread = 0.15) =>
  parameterNeighbours(parameters, 10, spread, new SeededRandom("sets"));

describe("parameterNeighbours", () => {
  it("moves every parameter by at most the spread, whole ones in whole steps, and the same for the same seed", () => {
    const found = sets([PERIOD, FRACTION]);
    expect(found).toHaveLength(10);
    for (const { period = 0, fraction = 0 } of found) {
      expect(Number.isInteger(period)).toBe(true);
      expect(period).toBeGreaterThanOrEqual(17);
      expect(period).toBeLessThanOrEqual(23);
      expect(Math.abs(fraction - 0.02)).toBeLessThanOrEqual(0.003);
    }
    expect(sets([PERIOD, FRACTION])).toEqual(found);
  });

  it("gives as many as there are, each once and none of them the defaults", () => {
    // 17 to 23 without 20.
    expect(
      sets([PERIOD])
        .map(({ period = 0 }) => period)
        .toSorted((a, b) => a - b),
    ).toEqual([17, 18, 19, 21, 22, 23]);
    expect(sets([{ ...PERIOD, min: 20, max: 20 }])).toEqual([]);
    expect(sets([])).toEqual([]);
  });

  it("moves a small whole number by one, and a 0 by a fraction of its range", () => {
    expect(
      sets([{ name: "n", default: 3, min: 2, max: 9 }])
        .map(({ n = 0 }) => n)
        .toSorted((a, b) => a - b),
    ).toEqual([2, 4]);
    const around = sets([{ name: "x", default: 0, min: -0.5, max: 1 }]).map(({ x = 0 }) => x);
    expect(around).toHaveLength(10);
    for (const x of around) expect(Math.abs(x)).toBeLessThanOrEqual(0.15);
    expect(around.some((x) => x < 0) && around.some((x) => x > 0)).toBe(true);
  });

  it("stays within every range that a strategy can declare", () => {
    const parameter = fc
      .tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(1000), fc.nat(1000))
      .map(([usual, below, above]) => ({ name: "p", default: usual, min: usual - below, max: usual + above }));
    fc.assert(
      fc.property(parameter, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (declared, spread) => {
        for (const { p = Number.NaN } of sets([declared], spread)) {
          expect(p).toBeGreaterThanOrEqual(declared.min);
          expect(p).toBeLessThanOrEqual(declared.max);
        }
      }),
    );
  });
});

describe("canMove", () => {
  it("asks for room to one side: as much as the spread, a whole step at least", () => {
    expect(canMove(PERIOD, 0.15)).toBe(true);
    expect(canMove({ ...PERIOD, min: 20, max: 22 }, 0.15)).toBe(false);
    expect(canMove({ ...PERIOD, min: 17, max: 20 }, 0.15)).toBe(true);
    expect(canMove({ name: "n", default: 2, min: 2, max: 3 }, 0.15)).toBe(true);
    expect(canMove({ ...FRACTION, min: 0.0199, max: 0.0201 }, 0.15)).toBe(false);
    expect(canMove({ name: "zero", default: 0, min: 0, max: 0 }, 0.15)).toBe(false);
    expect(canMove({ name: "zero", default: 0, min: 0, max: 1 }, 0.15)).toBe(true);
  });
});
