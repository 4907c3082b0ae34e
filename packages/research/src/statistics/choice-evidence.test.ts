import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { evidenceOfChoice, overfittingOfChoice } from "./choice-evidence.ts";

const DAYS = 1_000;

/** Daily returns of a given mean and a standard deviation of about 1 %. */
function noise(seed: string, mean = 0): Float64Array {
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: DAYS }, () => mean + 0.01 * (random.next() - 0.5) * Math.sqrt(12));
}

const TWENTY = Array.from({ length: 20 }, (_, i) => noise(`worthless-${i}`));

describe("evidenceOfChoice", () => {
  it("counts independent trials nearly one by one, and copies of one trial once", () => {
    const [first = noise("none")] = TWENTY;
    const many = evidenceOfChoice(TWENTY, first).effectiveTrials ?? NaN;
    expect(many).toBeGreaterThan(19);
    expect(many).toBeLessThanOrEqual(20);
    const copies = Array.from({ length: 20 }, (_, i) => first.map((value) => value * (i + 1)));
    expect(evidenceOfChoice(copies, first).effectiveTrials).toBeCloseTo(1, 9);
  });

  it("does not believe the best of worthless trials, and believes an edge that stands out among them", () => {
    const best = TWENTY.toSorted((a, b) => sum(b) - sum(a))[0] ?? noise("none");
    expect(evidenceOfChoice(TWENTY, best).deflatedSharpe).toBeLessThan(0.95);
    const edge = noise("edge", 0.0018);
    const found = evidenceOfChoice([...TWENTY, edge], edge);
    expect(found.deflatedSharpe).toBeGreaterThan(0.95);
    expect(found.probabilityOfOverfitting).toBe(0);
  });

  it("still believes an edge when the search crowds around it, which the variance of its trials would hide", () => {
    const edge = noise("edge", 0.0018);
    const crowd = TWENTY.map((other) => edge.map((value, day) => value + 0.2 * (other[day] ?? 0)));
    expect(evidenceOfChoice([...TWENTY, ...crowd], edge).deflatedSharpe).toBeGreaterThan(0.95);
  });

  it("counts a trial that was dropped on the first days, and leaves it out of the cross-validation", () => {
    const [best = noise("none")] = TWENTY;
    const dropped = TWENTY.slice(1).map((returns) => returns.subarray(0, 300));
    const evidence = evidenceOfChoice([best, ...dropped], best);
    expect(evidence.effectiveTrials).toBeGreaterThan(18);
    expect(evidence.probabilityOfOverfitting).toBeNull();
    expect(evidence.deflatedSharpe ?? 1).toBeLessThan(evidenceOfChoice([best], best).deflatedSharpe ?? 0);
  });

  it("says nothing of trials that never traded, and leaves them out of the count", () => {
    const flat = new Float64Array(DAYS);
    expect(evidenceOfChoice([flat, flat], flat)).toEqual({
      effectiveTrials: null,
      deflatedSharpe: null,
      probabilityOfOverfitting: null,
    });
    const [first = flat] = TWENTY;
    expect(evidenceOfChoice([first, flat], first).effectiveTrials).toBeCloseTo(1, 12);
  });
});

describe("overfittingOfChoice", () => {
  it("needs two that move, over blocks of ten days", () => {
    expect(overfittingOfChoice(TWENTY)).toMatchObject({ strategies: 20, blocks: 10, splits: 252 });
    expect(overfittingOfChoice(TWENTY.slice(0, 1))).toBeNull();
    expect(overfittingOfChoice(TWENTY.map((returns) => returns.subarray(0, 99)))).toBeNull();
  });
});

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
