import { columnsOf, DAY_MS, SeededRandom, type Clock } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { compareSearch } from "../gates/compare-search.ts";
import { DEFAULT_GATE1_THRESHOLDS } from "../gates/gate1-thresholds.ts";
import { hashReturns } from "../ledger/return-vector.ts";
import { type JudgementContext, judgeTrials } from "./judge-trials.ts";
import { searchTrials } from "./search-trials.ts";
import type { TrialRecord } from "./trial-record.ts";

const HYPOTHESES = 400;
const SETTINGS = {
  runId: "judge",
  calendar: "sessions",
  costs: { feeBps: 1, slippageBps: 1 },
  capital: 100_000,
  thresholds: DEFAULT_GATE1_THRESHOLDS,
  hypothesesMax: HYPOTHESES,
} as const;
const clock: Clock = { nowMs: () => 0, sleep: () => Promise.resolve() };

/** Days on which yesterday's direction is followed more often than not. */
function trendingDays(): ColumnCache {
  const random = new SeededRandom("trending");
  let [close, last] = [100, 0];
  const bars = Array.from({ length: 1_260 }, (_, i) => {
    const open = close;
    last = 0.0022 * Math.sign(last) + 0.01 * random.nextNormal();
    close *= 1 + last;
    const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999];
    return { openTimeMs: i * DAY_MS, open, high, low, close, volume: 1000 };
  });
  return new ColumnCache(columnsOf(bars));
}

const cache = trendingDays();
const trials = [...searchTrials(cache, SETTINGS, new SeededRandom("judge"))];
const survivors = trials.filter(({ failure, checks }) => failure === null && checks.every(({ passed }) => passed));

async function context(): Promise<JudgementContext> {
  const search = await compareSearch(
    {
      async *loggedReturns() {
        for (const { dailyReturns } of trials) {
          if (dailyReturns !== null) {
            yield { returnsHash: hashReturns(dailyReturns), returns: dailyReturns, trials: 1 };
          }
        }
      },
      calendar: SETTINGS.calendar,
      benchmark: "cash",
      holdReturns: null,
      days: cache.dayEnds.length,
      thresholds: DEFAULT_GATE1_THRESHOLDS,
      random: new SeededRandom("weigh"),
    },
    { clock, signal: new AbortController().signal },
  );
  return { ...SETTINGS, cache, search, book: [], random: new SeededRandom("judgement") };
}

const gatesOf = (judged: ReturnType<typeof judgeTrials>, trial: TrialRecord | undefined) =>
  judged.find((one) => one.trial === trial)?.checks.map(({ gate, passed }) => `${gate} ${passed ? "yes" : "no"}`);

describe("judgeTrials", () => {
  it("asks for breadth after the reality check, and examines nobody where the search found it too seldom", async () => {
    const judging = await context();
    const whole = judgeTrials(survivors, judging);
    const found = whole.filter(({ checks }) => checks[0]?.passed).map(({ trial }) => trial);
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(gatesOf(whole, found[0])?.slice(0, 2)).toEqual(["reality-check yes", "breadth yes"]);
    expect(whole.some(({ neighbours }) => neighbours.length > 0)).toBe(true);

    const two = found.slice(0, 2);
    const seldom = judgeTrials(two, judging);
    for (const trial of two) expect(gatesOf(seldom, trial)).toEqual(["reality-check yes", "breadth no"]);
    // However many were bred from each other, they are no ways of their own.
    const bred = survivors.filter(({ hypothesis }) => hypothesis.parentIds.length > 0);
    expect(bred.length).toBeGreaterThanOrEqual(3);
    const crowd = judgeTrials(bred, judging).filter(({ checks }) => checks[0]?.passed);
    expect(crowd.length).toBeGreaterThan(0);
    expect(crowd.every(({ checks }) => checks[1]?.gate === "breadth" && checks[1].actual === 0)).toBe(true);
    // The longer the search, the more ways it takes.
    const longer = judgeTrials(survivors, {
      ...judging,
      hypothesesMax: Math.ceil((survivors.length + 1) / DEFAULT_GATE1_THRESHOLDS.breadthShare),
    });
    expect(gatesOf(longer, found[0])).toEqual(["reality-check yes", "breadth no"]);
    expect(longer.every(({ neighbours }) => neighbours.length === 0)).toBe(true);
  });
});
