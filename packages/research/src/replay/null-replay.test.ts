import { array, assert, asyncProperty, constantFrom, double, option, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { nullReplayGate, replayChampionsGate } from "../gates/null-replay-gate.ts";
import { breadthPValue, championPValue, copiesNeeded, type NullReplay, runNullReplay } from "./null-replay.ts";
import { breadthRank, type SearchStanding, standingOf } from "./search-standing.ts";

const LIMITS = { breadthPMax: 0.05, championPMax: 0.1 };
const NOTHING: SearchStanding = { champion: 0, breadth: 0 };

async function* each(standings: readonly SearchStanding[]): AsyncGenerator<SearchStanding, void> {
  yield* standings;
}

/** Copies, each with the same number for champion and breadth. */
const alike = (...values: readonly (number | null)[]): readonly SearchStanding[] =>
  values.map((value) => ({ champion: value, breadth: value }));

describe("standingOf", () => {
  it("is the best and the last of the best two per cent", () => {
    expect([50, 150, 151, 1_000].map(breadthRank)).toEqual([3, 3, 4, 20]);
    expect(standingOf([1, -2, 5, 3], 100)).toEqual({ champion: 5, breadth: 1 });
    expect(standingOf([1, 5], 100)).toEqual({ champion: 5, breadth: null });
    expect(standingOf([], 100)).toEqual({ champion: null, breadth: null });
    const thousand = Array.from({ length: 1_000 }, (_, i) => i + 1);
    expect(standingOf(thousand, 1_000)).toEqual({ champion: 1_000, breadth: 981 });
  });
});

describe("p-values of a replay", () => {
  const replay = { copies: 4, breadth: 2, standings: alike(1, 3, null, 2) };

  it("count the copies that are at least as good, itself included", () => {
    expect(championPValue(replay, 4)).toBe(1 / 5);
    expect(championPValue(replay, 2)).toBe(3 / 5);
    expect(championPValue(replay, 0)).toBe(4 / 5);
    expect(breadthPValue(replay)).toBe(3 / 5);
  });

  it("are 1 of a search without breadth", () => {
    expect(breadthPValue({ ...replay, breadth: null })).toBe(1);
  });

  it("are never 0, and 39 copies are the fewest that can be asked for", () => {
    const nothing = { copies: 39, breadth: 9, standings: Array.from({ length: 39 }, () => NOTHING) };
    expect(championPValue(nothing, 9)).toBe(1 / 40);
    expect(breadthPValue(nothing)).toBe(1 / 40);
    expect([0.05, 0.025, 0.02, 0.01, 0.001].map(copiesNeeded)).toEqual([39, 39, 49, 99, 999]);
  });
});

describe("runNullReplay", () => {
  it("runs every copy while something can still pass", async () => {
    const standings = alike(1, 1, 1, 1, 1, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    const told: number[] = [];
    const replay = await runNullReplay(each(standings), {
      copies: 19,
      breadth: 4,
      best: 4,
      breadthPMax: 0.1,
      championPMax: 0.1,
      onProgress: (done) => told.push(done),
    });
    expect(replay).toEqual({ copies: 19, breadth: 4, standings });
    expect(told).toEqual(standings.map((_, i) => i + 1));
    expect(breadthPValue(replay)).toBe(0.1);
  });

  it("stops at the copy after which the search cannot pass, or no candidate, and says so", async () => {
    const question = { copies: 39, breadth: 4, best: 4, ...LIMITS };
    const narrow = [1, 5, 1, 6, 1, 1].map((breadth) => ({ champion: 0, breadth }));
    const first = await runNullReplay(each(narrow), question);
    expect(first.standings).toEqual(narrow.slice(0, 4));
    expect(nullReplayGate(first, LIMITS)).toEqual({
      gate: "null-replay",
      passed: false,
      threshold: 0.05,
      actual: 3 / 5,
      reason:
        "Of the first 4 of 39 copies of the search on sign-flipped bars 2 found as much, so p = 0.6000, more than 0.05; the others could not have changed the verdict.",
    });
    const beaten = [5, 5, 1, 6, 5, 1].map((champion) => ({ champion, breadth: 0 }));
    const second = await runNullReplay(each(beaten), question);
    expect(second.standings).toEqual(beaten.slice(0, 5));
    expect(replayChampionsGate(second, 4, LIMITS)).toMatchObject({ passed: false, actual: 5 / 6 });
  });

  it("refuses by stopping early nothing that all copies would have passed, and passes nothing else", async () => {
    const statistic = double({ min: -3, max: 3, noNaN: true });
    const standing = record({ champion: option(statistic), breadth: option(statistic) });
    const candidates = array(statistic, { minLength: 1, maxLength: 5 });
    await assert(
      asyncProperty(
        array(standing, { minLength: 39, maxLength: 39 }),
        candidates,
        option(statistic),
        constantFrom(0.05, 0.1, 0.3),
        async (all, judged, breadth, breadthPMax) => {
          const limits = { breadthPMax, championPMax: 2 * breadthPMax };
          const best = Math.max(...judged);
          const replay = await runNullReplay(each(all), { copies: 39, breadth, best, ...limits });
          const passes = (of: NullReplay, candidate: number): boolean =>
            nullReplayGate(of, limits).passed && replayChampionsGate(of, candidate, limits).passed;
          for (const candidate of judged)
            expect(passes(replay, candidate)).toBe(passes({ copies: 39, breadth, standings: all }, candidate));
        },
      ),
    );
  });
});

describe("the gates of a replay", () => {
  const standings = Array.from({ length: 39 }, (_, i) => ({ champion: i / 10, breadth: i / 20 }));

  it("pass a search that at most one of 39 copies equals, and a candidate that at most three champions do", () => {
    const replay = { copies: 39, breadth: 1.88, standings };
    expect(nullReplayGate(replay, LIMITS)).toEqual({
      gate: "null-replay",
      passed: true,
      threshold: 0.05,
      actual: 2 / 40,
      reason: "Of the 39 copies of the search on sign-flipped bars 1 found as much, so p = 0.0500, no more than 0.05.",
    });
    expect(nullReplayGate({ ...replay, breadth: 1.85 }, LIMITS).passed).toBe(false);
    expect(replayChampionsGate(replay, 3.55, LIMITS)).toMatchObject({ passed: true, actual: 4 / 40 });
    expect(replayChampionsGate(replay, 3.5, LIMITS)).toMatchObject({ passed: false, actual: 5 / 40 });
  });

  it("pass nothing that is not weighed", () => {
    const check = replayChampionsGate({ copies: 39, breadth: 9, standings }, null, LIMITS);
    expect(check).toMatchObject({ passed: false, actual: null });
    expect(check.reason).toContain("With too few independent bets it is not compared");
  });
});
