import { type Clock, type RandomSource, SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { hashReturns } from "../ledger/return-vector.ts";
import type { LoggedReturns } from "../ledger/trial-ledger.ts";
import {
  compareSearch,
  refuseTooManyTrials,
  type SearchComparison,
  type SearchRequest,
  trialPValue,
} from "./compare-search.ts";
import { DEFAULT_GATE1_THRESHOLDS } from "./gate1-thresholds.ts";
import { realityCheckGate } from "./reality-check-gate.ts";

const DAYS = 2016;
const thresholds = { ...DEFAULT_GATE1_THRESHOLDS, resamples: 199 };
const clock: Clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
const control = { clock, signal: new AbortController().signal };

/** Daily returns of 16 % volatility with an annual Sharpe ratio that is exact in the sample. */
function returnsOf(random: RandomSource, sharpe: number): Float64Array {
  const raw = Float64Array.from({ length: DAYS }, () => random.nextNormal());
  const mean = raw.reduce((all, value) => all + value, 0) / DAYS;
  const deviation = Math.sqrt(raw.reduce((all, value) => all + (value - mean) ** 2, 0) / (DAYS - 1));
  return raw.map((value) => 0.01 * ((value - mean) / deviation + sharpe / Math.sqrt(252)));
}

function noise(random: RandomSource): Float64Array {
  return Float64Array.from({ length: DAYS }, () => 0.01 * random.nextNormal());
}

function logged(returns: Float64Array, trials = 1): LoggedReturns {
  const narrow = Float32Array.from(returns);
  return { returnsHash: hashReturns(narrow), returns: narrow, trials };
}

async function compare(models: readonly LoggedReturns[], over: Partial<SearchRequest> = {}): Promise<SearchComparison> {
  const request: SearchRequest = {
    async *loggedReturns() {
      yield* models;
    },
    calendar: "sessions",
    benchmark: "cash",
    holdReturns: null,
    days: DAYS,
    thresholds,
    random: new SeededRandom("draws"),
    ...over,
  };
  return compareSearch(request, control);
}

const pOf = (search: SearchComparison, model: LoggedReturns) => trialPValue(search, model.returnsHash);

describe("compareSearch", () => {
  it("gives a planted trial a small p and its worthless neighbours none that passes", async () => {
    const random = new SeededRandom("planted");
    const planted = logged(returnsOf(random, 2));
    const worthless = Array.from({ length: 60 }, () => logged(noise(random)));
    const search = await compare([...worthless, planted]);
    expect(search.pValue).toBe(1 / 200);
    expect(pOf(search, planted)).toEqual({ pValue: 1 / 200, overCash: 1 / 200, overHolding: null });
    expect(realityCheckGate(search, planted.returnsHash, thresholds)).toEqual({
      gate: "reality-check",
      passed: true,
      threshold: 0.1,
      actual: 1 / 200,
      reason:
        "The reality check gives p = 0.0050 (over cash) among 61 logged trials (61 of them different), no more than 0.1.",
    });
    expect(worthless.filter((model) => realityCheckGate(search, model.returnsHash, thresholds).passed)).toEqual([]);
  });

  it("asks more of the same trial when more were tried", async () => {
    const random = new SeededRandom("more");
    const model = logged(returnsOf(random, 0.9));
    const others = Array.from({ length: 100 }, () => logged(noise(random)));
    const alone = pOf(await compare([model]), model)?.pValue ?? Number.NaN;
    const amongMany = pOf(await compare([model, ...others]), model)?.pValue ?? Number.NaN;
    expect(alone).toBeLessThan(0.05);
    expect(amongMany).toBeGreaterThan(0.05);
  });

  it("does not weigh a trial with a handful of bets: it cannot pass, and it does not set the bar for others", async () => {
    const random = new SeededRandom("sparse");
    const good = logged(returnsOf(random, 1.2));
    const sparse = Array.from({ length: 40 }, () => {
      const returns = new Float64Array(DAYS);
      for (let i = 0; i < 12; i++) returns[random.nextInt(DAYS)] = 0.1 * random.nextNormal();
      return logged(returns);
    });
    const among = await compare([good, ...sparse]);
    expect(pOf(among, good)).toEqual(pOf(await compare([good]), good));
    expect(among.trials).toBe(41);
    const check = realityCheckGate(among, sparse[0]?.returnsHash ?? "", thresholds);
    expect(check).toMatchObject({ passed: false, actual: null });
    expect(check.reason).toContain("With too few independent bets there is no p-value among 41 logged trials");
  });

  it("measures each trial in its own standard errors: returns that lean on each other count for less", async () => {
    const random = new SeededRandom("leaning");
    const plain = returnsOf(random, 1.2);
    let last = 0;
    const raw = Float64Array.from({ length: DAYS }, () => (last = 0.6 * last + random.nextNormal()));
    const mean = raw.reduce((all, value) => all + value, 0) / DAYS;
    const deviation = Math.sqrt(raw.reduce((all, value) => all + (value - mean) ** 2, 0) / (DAYS - 1));
    const leaning = raw.map((value) => 0.01 * ((value - mean) / deviation + 1.2 / Math.sqrt(252)));
    const [even, uneven] = [logged(plain), logged(leaning)];
    const search = await compare([even, uneven]);
    // Both have a Sharpe ratio of 1.2; an autocorrelation of .6 doubles the standard error of the mean.
    expect(pOf(search, even)?.pValue ?? 1).toBeLessThan(pOf(search, uneven)?.pValue ?? 0);
  });

  it("sees no skill in holding a market that rose, whatever cash says", async () => {
    const random = new SeededRandom("rise");
    const holdReturns = returnsOf(random, 1.2);
    const mostlyLong = logged(holdReturns.map((value) => value * 0.97 + 0.001 * random.nextNormal()));
    const search = await compare([mostlyLong], { benchmark: "buy-and-hold", holdReturns });
    const p = pOf(search, mostlyLong);
    expect(p?.overCash).toBeLessThanOrEqual(0.05);
    expect(p?.overHolding).toBeGreaterThan(0.05);
    const check = realityCheckGate(search, mostlyLong.returnsHash, thresholds);
    expect(check).toMatchObject({ passed: false, actual: p?.overHolding });
    expect(check.reason).toMatch(/the larger of 0\.\d+ over buy-and-hold and 0\.\d+ over cash\) among 1 logged trials/);
  });

  it("sees no skill in standing aside while a market fell, whatever buy-and-hold says", async () => {
    const random = new SeededRandom("fall");
    const holdReturns = returnsOf(random, -1.5);
    const aside = logged(returnsOf(random, 0));
    const search = await compare([aside], { benchmark: "buy-and-hold", holdReturns });
    const p = pOf(search, aside);
    expect(p?.overHolding).toBeLessThanOrEqual(0.05);
    expect(p?.pValue).toBe(p?.overCash);
    expect(p?.pValue).toBeGreaterThan(0.3);
    expect(search.pValue).toBe(p?.pValue);
  });

  it("weighs trials at one volatility, so that size is no skill", async () => {
    const random = new SeededRandom("size");
    const returns = returnsOf(random, 0.8);
    const [small, large] = [logged(returns.map((value) => value / 10)), logged(returns.map((value) => value * 3))];
    const search = await compare([small, large]);
    expect(pOf(search, small)?.pValue).toBeCloseTo(pOf(search, large)?.pValue ?? Number.NaN, 10);
  });

  it("counts every logged trial, and has no p-value for one that never traded", async () => {
    const random = new SeededRandom("idle");
    const idle = logged(new Float64Array(DAYS), 5);
    const model = logged(noise(random), 2);
    const holdReturns = returnsOf(random, 0.5);
    const search = await compare([idle, model], { benchmark: "buy-and-hold", holdReturns });
    expect(search.trials).toBe(7);
    expect(search.overHolding).toMatchObject({ models: 2, distinctModels: 1, idleModels: 1 });
    expect(trialPValue(search, idle.returnsHash)).toBeNull();
    expect(realityCheckGate(search, idle.returnsHash, thresholds)).toMatchObject({ passed: false, actual: null });
    expect((await compare([idle])).pValue).toBeNull();
    expect((await compare([])).pValue).toBeNull();
  });

  it("refuses before the search what could not be weighed after it", () => {
    expect(() => refuseTooManyTrials(499_000, 1_000)).not.toThrow();
    expect(() => refuseTooManyTrials(499_001, 1_000)).toThrow(
      "Expected at most 500000 trials on one instrument, found 500001",
    );
  });

  it("gives the same answer for the same seed", async () => {
    const random = new SeededRandom("again");
    const models = Array.from({ length: 5 }, () => logged(noise(random)));
    expect(await compare(models)).toEqual(await compare([...models].reverse()));
    const other = await compare(models, { random: new SeededRandom("other draws") });
    expect(other.overCash.nullMaxima).not.toEqual((await compare(models)).overCash.nullMaxima);
  });

  it("refuses to judge against a benchmark that is not there", async () => {
    const models = [logged(noise(new SeededRandom("bench")))];
    const expected = { code: "research.benchmark-missing" };
    await expect(compare(models, { benchmark: "buy-and-hold" })).rejects.toMatchObject(expected);
    const short = { benchmark: "buy-and-hold", holdReturns: Float64Array.of(0.1, 0.2) } as const;
    await expect(compare(models, short)).rejects.toMatchObject({ code: "research.excess-days" });
  });
});
