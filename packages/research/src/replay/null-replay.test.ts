import { array, assert, asyncProperty, constantFrom, double, option } from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_GATE1_THRESHOLDS } from "../gates/gate1-thresholds.ts";
import { nullReplayGate } from "../gates/null-replay-gate.ts";
import { copiesNeeded, replayPValue, runNullReplay } from "./null-replay.ts";

async function* each(champions: readonly (number | null)[]): AsyncGenerator<number | null, void> {
  yield* champions;
}

describe("replayPValue", () => {
  const replay = { copies: 4, champions: [1, 3, null, 2] };

  it("counts the copies whose champion is at least as good, itself included", () => {
    expect(replayPValue(replay, 4)).toBe(1 / 5);
    expect(replayPValue(replay, 2)).toBe(3 / 5);
    expect(replayPValue(replay, 0)).toBe(4 / 5);
  });

  it("is never 0, and 39 copies are the fewest that can be asked for", () => {
    expect(replayPValue({ copies: 39, champions: Array.from({ length: 39 }, () => 0) }, 9)).toBe(1 / 40);
    expect([0.05, 0.025, 0.02, 0.01, 0.001].map(copiesNeeded)).toEqual([39, 39, 49, 99, 999]);
  });
});

describe("runNullReplay", () => {
  it("runs every copy while something can still pass", async () => {
    const champions = [1, 1, 1, 1, 1, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    const told: number[] = [];
    const replay = await runNullReplay(each(champions), {
      copies: 19,
      best: 4,
      pMax: 0.1,
      onProgress: (done) => told.push(done),
    });
    expect(replay).toEqual({ copies: 19, champions });
    expect(told).toEqual(champions.map((_, i) => i + 1));
    expect(replayPValue(replay, 4)).toBe(0.1);
  });

  it("stops at the copy after which nothing can pass, and says so", async () => {
    const replay = await runNullReplay(each([1, 5, 1, 6, 1, 1, 1]), { copies: 39, best: 4, pMax: 0.05 });
    expect(replay.champions).toEqual([1, 5, 1, 6]);
    expect(nullReplayGate(replay, 4, DEFAULT_GATE1_THRESHOLDS)).toEqual({
      gate: "null-replay",
      passed: false,
      threshold: 0.05,
      actual: 3 / 5,
      reason:
        "Of the first 4 of 39 copies of the search on sign-flipped bars 2 had a champion as good, so p = 0.6000, more than 0.05; the others could not have changed that.",
    });
  });

  it("refuses by stopping early nothing that all copies would have passed, and passes nothing else", async () => {
    const statistic = double({ min: -3, max: 3, noNaN: true });
    const champions = array(option(statistic), { minLength: 39, maxLength: 39 });
    await assert(
      asyncProperty(
        champions,
        array(statistic, { minLength: 1, maxLength: 5 }),
        constantFrom(0.05, 0.1, 0.3),
        async (all, candidates, pMax) => {
          const thresholds = { ...DEFAULT_GATE1_THRESHOLDS, realityCheckPMax: pMax };
          const replay = await runNullReplay(each(all), { copies: 39, best: Math.max(...candidates), pMax });
          const whole = { copies: 39, champions: all };
          for (const candidate of candidates) {
            const early = nullReplayGate(replay, candidate, thresholds);
            expect(early.passed).toBe(nullReplayGate(whole, candidate, thresholds).passed);
            if (early.passed) expect(early.actual).toBe(replayPValue(whole, candidate));
          }
        },
      ),
    );
  });
});

describe("nullReplayGate", () => {
  const champions = Array.from({ length: 39 }, (_, i) => i / 10);

  it("passes what at most one of 39 champions equals", () => {
    expect(nullReplayGate({ copies: 39, champions }, 3.75, DEFAULT_GATE1_THRESHOLDS)).toEqual({
      gate: "null-replay",
      passed: true,
      threshold: 0.05,
      actual: 2 / 40,
      reason:
        "Of the 39 copies of the search on sign-flipped bars 1 had a champion as good, so p = 0.0500, no more than 0.05.",
    });
    expect(nullReplayGate({ copies: 39, champions }, 3.7, DEFAULT_GATE1_THRESHOLDS).passed).toBe(false);
  });

  it("passes nothing that is not weighed", () => {
    const check = nullReplayGate({ copies: 39, champions }, null, DEFAULT_GATE1_THRESHOLDS);
    expect(check).toMatchObject({ passed: false, actual: null });
    expect(check.reason).toContain("With too few independent bets it is not compared");
  });
});
