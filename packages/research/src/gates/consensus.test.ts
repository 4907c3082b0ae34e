import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { correlation } from "../statistics/variation.ts";
import { centralities } from "./consensus.ts";

describe("centralities", () => {
  it("is the correlation with the mean of the standardised series, whatever their scale", () => {
    const a = [1, 1, -1, -1, 0, 0];
    const b = [10, -10, 10, -10, 0, 0];
    const [ofA = NaN, ofB = NaN] = centralities([a, b]);
    // a and b / 10 have the same spread and no correlation: each correlates by 1 / sqrt 2 with their sum.
    expect(ofA).toBeCloseTo(Math.SQRT1_2, 12);
    expect(ofB).toBeCloseTo(Math.SQRT1_2, 12);
    const mean = a.map((value, day) => value + (b[day] ?? 0) / 10);
    expect(ofA).toBeCloseTo(correlation(a, mean) ?? NaN, 12);
  });

  it("puts what many found before what one found beside it", () => {
    const random = new SeededRandom("consensus");
    const noise = (): number[] => Array.from({ length: 500 }, () => random.nextNormal());
    const edge = noise();
    const found = Array.from({ length: 8 }, () => noise().map((value, day) => (edge[day] ?? 0) + value));
    const all = centralities([noise(), ...found]);
    for (const central of all.subarray(1)) expect(central).toBeGreaterThan(2 * (all[0] ?? NaN));
  });

  it("is 1 for one alone, 0 for one without spread, and empty of none", () => {
    expect([...centralities([[1, 2, 4]])][0]).toBeCloseTo(1, 12);
    expect(
      centralities([
        [1, 2, 4],
        [3, 3, 3],
      ])[1],
    ).toBe(0);
    expect(centralities([]).length).toBe(0);
  });
});
