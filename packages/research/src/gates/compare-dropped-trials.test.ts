import { type Clock, SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { hashReturns } from "../ledger/return-vector.ts";
import type { LoggedReturns } from "../ledger/trial-ledger.ts";
import { longRunDeviation } from "../statistics/studentised-bootstrap.ts";
import { meanOf } from "../statistics/variation.ts";
import { compareSearch, type SearchComparison, trialPValue } from "./compare-search.ts";
import { DEFAULT_GATE1_THRESHOLDS } from "./gate1-thresholds.ts";

const clock: Clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
const control = { clock, signal: new AbortController().signal };

/** A search simulated: how many strategies, over how many days. */
const [MODELS, DAYS] = [27, 360];
const RUNGS = [DAYS / 9, DAYS / 3] as const;
const SIMULATIONS = 200;
const thresholds = { ...DEFAULT_GATE1_THRESHOLDS, resamples: 99 };

function logged(returns: Float32Array): LoggedReturns {
  return { returnsHash: hashReturns(returns), returns, trials: 1 };
}

function compare(models: readonly Float32Array[], days: number, seed: string): Promise<SearchComparison> {
  const request = {
    async *loggedReturns() {
      for (const returns of models) yield logged(returns);
    },
    calendar: "sessions",
    benchmark: "cash",
    holdReturns: null,
    days,
    thresholds,
    random: new SeededRandom(seed),
  } as const;
  return compareSearch(request, control);
}

/** Returns without an edge; strategies share a part of them, as those of one market do. */
function worthless(seed: string): readonly Float32Array[] {
  const random = new SeededRandom(seed);
  const market = Float32Array.from({ length: DAYS }, () => random.nextNormal());
  return Array.from({ length: MODELS }, () => market.map((value) => 0.006 * value + 0.008 * random.nextNormal()));
}

function sharpeOf(returns: Float32Array): number {
  const values = Float64Array.from(returns);
  const mean = meanOf(values);
  return mean / Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

/** What is left of them in the ledger when each rung lets the best third of what reached it go on. */
function halved(models: readonly Float32Array[]): readonly Float32Array[] {
  const dropped: Float32Array[] = [];
  let left = models;
  for (const days of RUNGS) {
    const ranked = left.toSorted((a, b) => sharpeOf(b.subarray(0, days)) - sharpeOf(a.subarray(0, days)));
    const kept = Math.ceil(ranked.length / 3);
    dropped.push(...ranked.slice(kept).map((returns) => returns.slice(0, days)));
    left = ranked.slice(0, kept);
  }
  return [...dropped, ...left];
}

describe("compareSearch with trials that were dropped on the first days", () => {
  it("weighs them by the t statistic of their own days, up to the long-run deviation", async () => {
    const days = 2_160;
    const random = new SeededRandom("own days");
    for (const mean of [0, 0.0004, -0.0004, 0.001]) {
      const own = Float32Array.from({ length: days / 9 }, () => mean + 0.01 * random.nextNormal());
      const search = await compare([own], days, "draws");
      const model = search.overCash.statistics.get(hashReturns(own));
      if (model?.kind !== "tested") throw new Error("Expected a statistic, found none");
      const values = Float64Array.from(own);
      const t = (Math.sqrt(values.length) * meanOf(values)) / longRunDeviation(values, thresholds.meanBlockDays);
      // The days without a return add the variance of a mean that ends: it can only make less of it.
      expect(Math.abs(model.statistic)).toBeLessThanOrEqual(Math.abs(t) * 1.03);
      expect(Math.abs(model.statistic)).toBeGreaterThan(Math.abs(t) * 0.9);
      expect(Math.sign(model.statistic)).toBe(Math.sign(t));
    }
  });

  it("weighs them although a ninth of the days has a ninth of the bets, and still not those with hardly any", async () => {
    const random = new SeededRandom("bets");
    const busy = Float32Array.from({ length: DAYS / 9 }, () => 0.01 * random.nextNormal());
    const idle = new Float32Array(DAYS / 9);
    idle.fill(0.01, 3, 5);
    const search = await compare([busy, idle], DAYS, "draws");
    expect(search.trials).toBe(2);
    expect(search.overCash).toMatchObject({ models: 2, distinctModels: 1, idleModels: 1 });
    expect(trialPValue(search, hashReturns(busy))).not.toBeNull();
    expect(trialPValue(search, hashReturns(idle))).toBeNull();
  });

  it("compares them with the benchmark on their own days only", async () => {
    const random = new SeededRandom("benchmark");
    const hold = Float64Array.from({ length: DAYS }, () => 0.002 + 0.01 * random.nextNormal());
    const aside = Float32Array.from({ length: DAYS / 9 }, () => 0.01 * random.nextNormal());
    const request = {
      async *loggedReturns() {
        yield logged(aside);
      },
      calendar: "sessions",
      benchmark: "buy-and-hold",
      holdReturns: hold,
      days: DAYS,
      thresholds,
      random: new SeededRandom("draws"),
    } as const;
    // The days after it was dropped, on which holding went on to earn, are not held against it nor counted for it.
    const later = hold.map((value, day) => (day < DAYS / 9 ? value : -value));
    const [rising, falling] = [
      await compareSearch(request, control),
      await compareSearch({ ...request, holdReturns: later }, control),
    ];
    const statistic = (search: SearchComparison): number => {
      const model = search.overHolding?.statistics.get(hashReturns(aside));
      return model?.kind === "tested" ? model.statistic : Number.NaN;
    };
    expect(statistic(rising)).toBeLessThan(0);
    expect(statistic(falling)).toBeCloseTo(statistic(rising), 0);
  });

  it("is not easier than when they had been completed: p stays uniform or above where there is nothing to find", async () => {
    const pValues: { readonly dropped: number; readonly whole: number }[] = [];
    for (let i = 0; i < SIMULATIONS; i++) {
      const models = worthless(`market ${i}`);
      const [dropped, whole] = [
        await compare(halved(models), DAYS, `draws ${i}`),
        await compare(models, DAYS, `draws ${i}`),
      ];
      pValues.push({ dropped: dropped.pValue ?? Number.NaN, whole: whole.pValue ?? Number.NaN });
    }
    const meanOfAll = (of: (one: (typeof pValues)[number]) => number): number =>
      pValues.reduce((sum, one) => sum + of(one), 0) / SIMULATIONS;
    for (const level of [0.05, 0.1, 0.25, 0.5]) {
      const share = meanOfAll(({ dropped }) => (dropped <= level ? 1 : 0));
      expect(share).toBeLessThan(level + 3 * Math.sqrt((level * (1 - level)) / SIMULATIONS));
    }
    // Less correlated trials make the luckiest of them luckier, and what was dropped is none of the lucky: it is a bit harder.
    expect(meanOfAll(({ dropped }) => dropped)).toBeGreaterThan(meanOfAll(({ whole }) => whole));
  });
});
