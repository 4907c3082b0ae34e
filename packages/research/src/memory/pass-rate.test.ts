import { describe, expect, it } from "vitest";
import { DEAD_TRIALS_MIN, isDeadZone, meanPassRate } from "./pass-rate.ts";

const POOLED = { trials: 2_000, passed: 160 };

describe("meanPassRate", () => {
  it("lies between the pooled rate and a part's own, nearer to its own the more trials it has", () => {
    const few = meanPassRate({ trials: 20, passed: 4 }, POOLED) ?? 0;
    const many = meanPassRate({ trials: 400, passed: 80 }, POOLED) ?? 0;
    // Beta(10 + 4, 115 + 16): the prior is worth ten passes at the pooled rate of .08.
    expect(few).toBeCloseTo(14 / 145, 12);
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThan(0.2);
    expect(meanPassRate({ trials: 0, passed: 0 }, POOLED)).toBeCloseTo(0.08, 12);
  });

  it("says nothing of a few passes, which may be one lucky rule and its offspring", () => {
    expect(meanPassRate({ trials: 120, passed: 29 }, { trials: 600, passed: 29 })).toBeNull();
    expect(meanPassRate({ trials: 120, passed: 30 }, { trials: 600, passed: 30 })).not.toBeNull();
    expect(meanPassRate({ trials: 900, passed: 0 }, { trials: 5_000, passed: 0 })).toBeNull();
  });
});

describe("isDeadZone", () => {
  it("needs enough trials of which hardly any passed", () => {
    // Of Beta(1 + 0, 11.5 + n) the upper bound is 1 - .05^(1 / (11.5 + n)), below .02 from 137 trials on.
    expect(isDeadZone({ trials: DEAD_TRIALS_MIN - 1, passed: 0 }, POOLED)).toBe(false);
    expect(isDeadZone({ trials: DEAD_TRIALS_MIN, passed: 0 }, POOLED)).toBe(true);
    expect(isDeadZone({ trials: DEAD_TRIALS_MIN, passed: 3 }, POOLED)).toBe(false);
    expect(isDeadZone({ trials: 1_000, passed: 10 }, POOLED)).toBe(true);
  });

  it("calls nothing dead where passes are rare everywhere, or where there were none", () => {
    expect(isDeadZone({ trials: 900, passed: 0 }, { trials: 5_000, passed: 5 })).toBe(false);
    expect(isDeadZone({ trials: 900, passed: 0 }, { trials: 5_000, passed: 0 })).toBe(false);
  });
});
