import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { calibrationOf, calibrationWords, type ExpectationOutcome } from "./calibration.ts";

/** Ranges around the mean of a normal outcome, of a half-width in standard deviations, moved by `bias`. */
function ranges(halfWidth: number, bias = 0): readonly ExpectationOutcome[] {
  const random = new SeededRandom("calibration");
  return Array.from({ length: 2_000 }, () => {
    return { low: bias - halfWidth, high: bias + halfWidth, actual: random.nextNormal() };
  });
}

function score(halfWidth: number, bias = 0): number {
  return calibrationOf(ranges(halfWidth, bias))?.intervalScore ?? Number.NaN;
}

describe("calibrationOf", () => {
  it("counts hits, misses and width, and charges ten times the distance of a miss", () => {
    const outcomes = [
      { low: 0, high: 1, actual: 0.5 },
      { low: 0, high: 1, actual: 1 },
      { low: 0, high: 2, actual: -0.25 },
      { low: 1, high: 1, actual: 1.5 },
    ];
    expect(calibrationOf(outcomes)).toEqual({
      count: 4,
      hitRate: 0.5,
      belowShare: 0.25,
      aboveShare: 0.25,
      meanWidth: 1,
      // Widths 1, 1, 2, 0 and penalties 0, 0, 2.5, 5.
      intervalScore: expect.closeTo(2.875, 9) as number,
    });
  });

  it("says nothing of nothing, and does not count what is no number", () => {
    expect(calibrationOf([])).toBeNull();
    expect(calibrationOf([{ low: 0, high: 1, actual: Number.NaN }])).toBeNull();
    expect(calibrationOf([{ low: 2, high: 1, actual: 1 }])).toBeNull();
  });

  it("is best for the honest range: 1.28 standard deviations to each side", () => {
    const honest = score(1.2816);
    expect(calibrationOf(ranges(1.2816))?.hitRate).toBeCloseTo(0.8, 1);
    for (const other of [score(0.5), score(3), score(1.2816, 1), score(1.2816, -1)])
      expect(other).toBeGreaterThan(honest);
  });
});

describe("calibrationWords", () => {
  it.each([
    [ranges(1.2816), "honest"],
    [ranges(3), "too wide"],
    [ranges(0.4), "too narrow"],
    [ranges(0.6, 2), "expect too much"],
    [ranges(0.6, -2), "expect too little"],
  ])("advises %#", (outcomes, advice) => {
    expect(calibrationWords(calibrationOf(outcomes))).toContain(advice);
  });

  it("gives no advice on a handful, and says when there is nothing", () => {
    expect(calibrationWords(calibrationOf(ranges(0.1).slice(0, 4)))).toMatch(/lower is better\)\.$/);
    expect(calibrationWords(null)).toContain("no expectation yet");
  });
});
