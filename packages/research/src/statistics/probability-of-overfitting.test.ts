import { describe, expect, it } from "vitest";
import { probabilityOfOverfitting } from "./probability-of-overfitting.ts";

const DAYS = 160;
const STRATEGIES = 10;

/** The generator mulberry32 in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Rows of days filled one after the other; `drift` is added to the first strategy. */
function noise(seed: number, drift = 0): Float64Array[] {
  const next = mulberry32(seed);
  const columns = Array.from({ length: STRATEGIES }, () => new Float64Array(DAYS));
  for (let day = 0; day < DAYS; day++) {
    for (const [i, column] of columns.entries()) {
      const u = 1 - next();
      const v = next();
      column[day] = 0.01 * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v) + (i === 0 ? drift : 0);
    }
  }
  return columns;
}

describe("probabilityOfOverfitting on the vectors of mulberry32(42)", () => {
  it("draws the data of the vectors", () => {
    const next = mulberry32(42);
    expect([next(), next(), next()].map((value) => value.toFixed(10))).toEqual([
      "0.6011037519",
      "0.4482905590",
      "0.8524657935",
    ]);
    const columns = noise(42);
    expect(columns[0]?.[0]).toBeCloseTo(-0.01284838157629, 14);
    expect(columns[1]?.[0]).toBeCloseTo(-0.009453528099747, 14);
    const sum = columns.reduce((all, column) => all + column.reduce((part, value) => part + value, 0), 0);
    expect(sum).toBeCloseTo(-0.247473632963668, 12);
  });

  it("gives 59 of 70 with 8 blocks", () => {
    const estimate = probabilityOfOverfitting(noise(42), 8);
    expect(estimate.splits).toBe(70);
    expect(estimate.probability).toBe(59 / 70);
    expect(estimate.lossProbability).toBeCloseTo(0.885714285714, 11);
    expect(estimate.medianLogit).toBeCloseTo(-1.504077396776, 11);
    expect(estimate.degradationSlope).toBeCloseTo(-0.753306209897, 10);
  });

  it("gives 211 of 252 with 10 blocks", () => {
    const estimate = probabilityOfOverfitting(noise(42), 10);
    expect(estimate.probability).toBe(211 / 252);
    expect(estimate.lossProbability).toBeCloseTo(0.873015873016, 11);
    expect(estimate.degradationSlope).toBeCloseTo(-0.855656694651, 10);
  });

  it("is 0 once one strategy truly earns", () => {
    const estimate = probabilityOfOverfitting(noise(42, 0.004), 8);
    expect([estimate.probability, estimate.lossProbability]).toEqual([0, 0]);
    expect(estimate.medianLogit).toBeCloseTo(Math.LN10, 11);
  });

  it("is near one half on average over noise", () => {
    const seeds = Array.from({ length: 60 }, (_, seed) => probabilityOfOverfitting(noise(seed), 8).probability);
    // A single seed's sd is about .23, so the mean of 60 has .03: three of them.
    expect(Math.abs(seeds.reduce((all, value) => all + value, 0) / seeds.length - 0.5)).toBeLessThan(0.1);
  });

  it("refuses what it cannot split", () => {
    expect(() => probabilityOfOverfitting(noise(1), 7)).toThrow(/even number of blocks/);
    expect(() => probabilityOfOverfitting(noise(1), 12)).toThrow(/divide/);
    expect(() => probabilityOfOverfitting(noise(1).slice(1, 2), 8)).toThrow(/2 strategies/);
  });
});
