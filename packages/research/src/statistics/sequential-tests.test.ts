import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { cusumRunLength } from "./cusum-run-length.ts";
import {
  bettingWealth,
  detectorPath,
  evidenceYears,
  sprtBounds,
  sprtExpectedYears,
  sprtPath,
} from "./sequential-tests.ts";

const RETURNS = Float64Array.of(0.012, -0.004, 0.007, 0, -0.009, 0.015, 0.003, -0.002, 0.008, 0.011);
const EDGE = { nullMean: 0, alternativeMean: 0.002, deviation: 0.01 };
const DECAY = { nullMean: 0.002, alternativeMean: 0, deviation: 0.01 };

function expectPath(actual: Float64Array, expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i], `step ${i + 1}`).toBeCloseTo(value, digits);
}

describe("the sequential probability ratio test on ten returns", () => {
  it("walks by the log likelihood ratio between Wald's bounds", () => {
    expectPath(sprtPath(RETURNS, EDGE), [0.22, 0.12, 0.24, 0.22, 0.02, 0.3, 0.34, 0.28, 0.42, 0.62], 12);
    expect(sprtBounds(0.05, 0.2).upper).toBeCloseTo(2.772588722, 9);
    expect(sprtBounds(0.05, 0.2).lower).toBeCloseTo(-1.558144618, 9);
  });

  it.each([
    [1, 3.81, 2.68, 2],
    [2, 0.953, 0.671, 3],
    [3, 0.424, 0.298, 3],
  ])("takes years at a Sharpe ratio of %i", (sharpe, alternative, none, digits) => {
    const years = sprtExpectedYears(sharpe, 0.05, 0.2);
    expect(years.alternative).toBeCloseTo(alternative, digits);
    expect(years.none).toBeCloseTo(none, digits);
  });
});

describe("evidenceYears at 5 % with a power of 80 %", () => {
  it.each([
    [1, 6.18],
    [1.5, 2.75],
    [2, 1.55],
    [3, 0.69],
    [4, 0.39],
  ])("of an annual Sharpe ratio of %f are %f", (sharpe, years) => {
    expect(evidenceYears(sharpe, 0.05, 0.8)).toBeCloseTo(years, 2);
  });
});

describe("bettingWealth on ten returns", () => {
  it("equals the computed wealth", () => {
    const expected = [
      1, 0.96, 1.0272, 1.0272, 0.934752, 1.0566761739, 1.0883764591, 1.0666089299, 1.1519376443, 1.2786507852,
    ];
    expectPath(bettingWealth(RETURNS), expected, 9);
  });

  it("reaches 1 / alpha at any time no more often than alpha when nothing earns (Ville)", () => {
    const random = new SeededRandom("ville");
    const runs = 400;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const coins = Float64Array.from({ length: 250 }, () => (random.next() < 0.5 ? 0.02 : -0.02));
      if (bettingWealth(coins).some((wealth) => wealth >= 10)) alarms++;
    }
    // At most 10 %; three standard deviations of 400 runs are 4.5 %.
    expect(alarms / runs).toBeLessThan(0.145);
  });

  it("loses all it has by a loss beyond the cap, and does not come back", () => {
    expect([...bettingWealth(Float64Array.of(0.05, -0.5, 0.5))].slice(1)).toEqual([0, 0]);
  });
});

describe("detectorPath of a mean that fell from .002 to 0, on ten returns", () => {
  it("equals the computed sums of Shiryaev and Roberts", () => {
    const expected = [
      0.802519, 1.992091, 2.653747, 3.727558, 5.774252, 5.119869, 5.879906, 7.305336, 7.220312, 6.730222,
    ];
    expectPath(detectorPath(RETURNS, DECAY, "shiryaev-roberts"), expected, 6);
  });

  it("equals the computed CUSUM", () => {
    const expected = [
      0.802519, 1.105171, 0.980199, 1.020201, 1.246077, 0.941765, 0.960789, 1.061837, 0.923116, 0.818731,
    ];
    expectPath(detectorPath(RETURNS, DECAY, "cusum"), expected, 6);
  });
});

describe("cusumRunLength of daily returns, with one false alarm in ten years", () => {
  it.each([
    [1, 32.066, 613, 296],
    [2, 24.14, 281, 120],
    [3, 19.537, 164, 67],
  ])("of an annual Sharpe ratio of %i that falls to 0 or turns around", (sharpe, limit, gone, reversed) => {
    const daily = sharpe / Math.sqrt(252);
    expect(cusumRunLength(daily / 2, limit, 0) / 2520).toBeCloseTo(1, 3);
    expect(Math.round(cusumRunLength(daily / 2, limit, daily))).toBe(gone);
    expect(Math.round(cusumRunLength(daily / 2, limit, 2 * daily))).toBe(reversed);
  });
});

describe("cusumRunLength with reference .5", () => {
  it.each([
    [4, 335.4, 167.7, 8.38],
    [5, 930.9, 465.4, 10.38],
  ])("and limit %i", (limit, oneSided, twoSided, shifted) => {
    const none = cusumRunLength(0.5, limit, 0);
    expect(none).toBeCloseTo(oneSided, 0);
    expect(none / 2).toBeCloseTo(twoSided, 0);
    // After a shift of one deviation the other side hardly ever alarms.
    expect(cusumRunLength(0.5, limit, 1)).toBeCloseTo(shifted, 1);
  });
});
