import { describe, expect, it } from "vitest";
import { DEAD_TRIALS_MIN, passPosterior } from "./pass-rate.ts";

const POOLED = { trials: 2_000, passed: 160 };

function isDead(trials: number, passed: number): boolean | undefined {
  return passPosterior({ trials, passed }, POOLED)?.isDead;
}

describe("passPosterior", () => {
  it("lies between the pooled rate and a region's own, nearer to its own the more trials it has", () => {
    const few = passPosterior({ trials: 20, passed: 4 }, POOLED)?.mean ?? 0;
    const many = passPosterior({ trials: 400, passed: 80 }, POOLED)?.mean ?? 0;
    // Beta(2 + 4, 23 + 16): the prior is worth two passes at the pooled rate of .08.
    expect(few).toBeCloseTo(6 / 45, 12);
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThan(0.2);
    expect(passPosterior({ trials: 0, passed: 0 }, POOLED)?.mean).toBeCloseTo(0.08, 12);
  });

  it("calls a region dead once enough trials say that hardly anything passes there", () => {
    // 0 of n: the upper bound of Beta(2, 23 + n) falls below .02 between 200 and 220 trials.
    expect([isDead(200, 0), isDead(220, 0), isDead(220, 5)]).toEqual([false, true, false]);
  });

  it("calls nothing dead on few trials, however rich the others are", () => {
    const rich = { trials: 1_000, passed: 900 };
    expect(passPosterior({ trials: DEAD_TRIALS_MIN - 1, passed: 0 }, rich)?.isDead).toBe(false);
    expect(passPosterior({ trials: DEAD_TRIALS_MIN, passed: 0 }, rich)?.isDead).toBe(true);
  });

  it("says nothing while nothing at all has passed, and calls nothing dead where passes are rare", () => {
    expect(passPosterior({ trials: 900, passed: 0 }, { trials: 5_000, passed: 0 })).toBeNull();
    expect(passPosterior({ trials: 900, passed: 0 }, { trials: 5_000, passed: 5 })?.isDead).toBe(false);
  });
});
