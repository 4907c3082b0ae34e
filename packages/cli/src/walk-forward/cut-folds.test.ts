import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutFolds, type FoldPlan } from "./cut-folds.ts";

const PLAN: FoldPlan = { bars: 1_000, scheme: "anchored", shape: { kind: "folds", folds: 5 }, purgeBars: 20 };

describe("the folds of a walk-forward", () => {
  it("begins every anchored training window with the first bar", () => {
    expect(cutFolds(PLAN).map(({ train, test }) => [train.from, train.to, test.from, test.to])).toEqual([
      [0, 355, 375, 500],
      [0, 480, 500, 625],
      [0, 605, 625, 750],
      [0, 730, 750, 875],
      [0, 855, 875, 1_000],
    ]);
  });

  it("moves a rolling training window of one length", () => {
    const shape = { kind: "bars", trainBars: 300, testBars: 200 } as const;
    const folds = cutFolds({ ...PLAN, scheme: "rolling", shape });
    expect(folds.map(({ train, test }) => [train.from, train.to, test.from, test.to])).toEqual([
      [80, 380, 400, 600],
      [280, 580, 600, 800],
      [480, 780, 800, 1_000],
    ]);
  });

  it("never lets a training window reach its test window, and tests the last bars without gap or overlap", () => {
    const plans = fc.record({
      bars: fc.integer({ min: 500, max: 5_000 }),
      scheme: fc.constantFrom("anchored" as const, "rolling" as const),
      folds: fc.integer({ min: 2, max: 12 }),
      purgeBars: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(plans, ({ bars, scheme, folds: count, purgeBars }) => {
        const folds = cutFolds({ bars, scheme, shape: { kind: "folds", folds: count }, purgeBars });
        expect(folds).toHaveLength(count);
        expect(folds.at(-1)?.test.to).toBe(bars);
        for (const [i, { train, test }] of folds.entries()) {
          expect(train.from).toBeGreaterThanOrEqual(0);
          expect(test.from - train.to).toBe(purgeBars);
          expect(test.from).toBe(folds[i - 1]?.test.to ?? test.from);
        }
      }),
    );
  });

  it.each([
    { ...PLAN, shape: { kind: "folds", folds: 1 } as const },
    { ...PLAN, shape: { kind: "bars", trainBars: 900, testBars: 90 } as const },
    { ...PLAN, purgeBars: 360 },
  ])("refuses windows that are too few or too short: %j", (plan) => {
    expect(() => cutFolds(plan)).toThrow(/Expected 2 to 200 folds/);
  });
});
