import { SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelPValue, RealityCheck, type RealityCheckResult, singleStepPValue } from "./reality-check.ts";
import { drawStationaryResamples, resampleDayWeights, type StationaryResamples } from "./stationary-bootstrap.ts";

/** Daily volatility at 10 % a year. */
const DAILY = 0.1 / Math.sqrt(252);

function draw(days: number, seed: string, meanBlockDays = 10, count = 199): StationaryResamples {
  return drawStationaryResamples({ days, count, meanBlockDays, random: new SeededRandom(seed) });
}

function noise(random: SeededRandom, days: number, mean = 0): Float64Array {
  return Float64Array.from({ length: days }, () => mean + DAILY * random.nextNormal());
}

function noiseModels(seed: string, models: number, days: number): Float64Array[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: models }, () => noise(random, days));
}

function check(models: readonly ArrayLike<number>[], resamples: StationaryResamples): RealityCheckResult {
  const realityCheck = new RealityCheck(resamples);
  for (const [k, returns] of models.entries()) realityCheck.add(`model-${k}`, returns);
  return realityCheck.result();
}

/** The formulas of White (2000) in the plainest form: resampled means from day weights, then the maximum. */
function direct(models: readonly Float64Array[], resamples: StationaryResamples): { maxima: number[]; p: number } {
  const days = resamples.days;
  const mean = (values: Float64Array): number => values.reduce((all, value) => all + value, 0) / days;
  const statistic = Math.max(...models.map((returns) => Math.sqrt(days) * mean(returns)));
  const maxima = Array.from({ length: resamples.count }, (_, b) => {
    const weights = resampleDayWeights(resamples, b);
    const resampled = (f: Float64Array): number => f.reduce((all, x, t) => all + (weights[t] ?? 0) * x, 0) / days;
    return Math.max(...models.map((returns) => Math.sqrt(days) * (resampled(returns) - mean(returns))));
  });
  return { maxima, p: (1 + maxima.filter((v) => v >= statistic).length) / (resamples.count + 1) };
}

describe("singleStepPValue", () => {
  it("counts the maxima at or above the statistic, itself included", () => {
    const maxima = Float64Array.of(1, 2, 2, 3);
    expect(singleStepPValue(0, maxima)).toBe(1);
    expect(singleStepPValue(2, maxima)).toBe(4 / 5);
    expect(singleStepPValue(2.5, maxima)).toBe(2 / 5);
    expect(singleStepPValue(9, maxima)).toBe(1 / 5);
  });
});

describe("RealityCheck", () => {
  it("agrees with the formulas written out, to 1e-12", () => {
    for (const seed of ["a", "b", "c", "d"]) {
      const models = noiseModels(seed, 7, 90);
      const resamples = draw(90, `draws-${seed}`);
      const result = check(models, resamples);
      const expected = direct(models, resamples);
      expect(result.pValue).toBe(expected.p);
      for (const [i, value] of expected.maxima.sort((x, y) => x - y).entries()) {
        expect(Math.abs(value - (result.nullMaxima[i] ?? Number.NaN))).toBeLessThan(1e-12);
      }
    }
  });

  it("has p-values close to uniform when no model has an edge", () => {
    const runs = 400;
    const pValues = Array.from({ length: runs }, (_, seed) => {
      const result = check(noiseModels(`market-${seed}`, 6, 500), draw(500, `draws-${seed}`));
      return result.pValue ?? Number.NaN;
    }).sort((a, b) => a - b);
    const distance = Math.max(...pValues.map((p, i) => Math.max(Math.abs(p - i / runs), Math.abs(p - (i + 1) / runs))));
    // Kolmogorov: 1.95 / sqrt(400) = 0.0975 is exceeded by chance once in 1,000 sets of seeds; ours are fixed.
    expect(distance).toBeLessThan(0.0975);
    // 5 % of 400 is 20, standard deviation 4.4: three of them on either side.
    const rejections = pValues.filter((p) => p <= 0.05).length;
    expect(rejections).toBeGreaterThanOrEqual(7);
    expect(rejections).toBeLessThanOrEqual(33);
  });

  it("finds a planted model of Sharpe 2 among 200 worthless ones in 12 years", () => {
    const models = noiseModels("planted", 200, 3024);
    const planted = noise(new SeededRandom("edge"), 3024, (2 * 0.1) / 252);
    const resamples = draw(3024, "draws");
    const before = check(models, resamples);
    const after = check([...models, planted], resamples);
    expect(before.pValue).toBeGreaterThan(0.05);
    expect(after.bestKey).toBe("model-200");
    expect(after.pValue).toBe(1 / 200);
    expect(modelPValue(after, "model-3")).toBeGreaterThan(0.05);
  });

  it("never lowers p when a worse model joins", () => {
    const inputs = fc.record({
      seed: fc.string(),
      models: fc.integer({ min: 1, max: 6 }),
      more: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(inputs, ({ seed, models: count, more }) => {
        const models = noiseModels(seed, count, 60);
        const resamples = draw(60, seed, 5, 49);
        const before = check(models, resamples);
        const worse = noiseModels(`${seed}/worse`, more, 60).map((returns) => returns.map((r) => r - 6 * DAILY));
        const after = check([...models, ...worse], resamples);
        expect(after.bestKey).toBe(before.bestKey);
        expect(after.pValue).toBeGreaterThanOrEqual(before.pValue ?? Number.NaN);
      }),
      { numRuns: 50 },
    );
  });

  it("does not depend on the order of the models", () => {
    const orders = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
    const models = noiseModels("order", 8, 80);
    const resamples = draw(80, "draws");
    const expected = check(models, resamples);
    fc.assert(
      fc.property(orders, (order) => {
        const realityCheck = new RealityCheck(resamples);
        for (const k of order) realityCheck.add(`model-${k}`, models[k] ?? []);
        const result = realityCheck.result();
        expect(result.nullMaxima).toEqual(expected.nullMaxima);
        expect([result.bestKey, result.pValue]).toEqual([expected.bestKey, expected.pValue]);
        expect(Object.fromEntries(result.statistics)).toEqual(Object.fromEntries(expected.statistics));
      }),
      { numRuns: 20 },
    );
  });

  it("gives the same p for the same seed, whatever float width holds the same returns", () => {
    const models = noiseModels("same", 5, 120).map((returns) => Float32Array.from(returns));
    const wide = models.map((returns) => Float64Array.from(returns));
    expect(check(models, draw(120, "s"))).toEqual(check(wide, draw(120, "s")));
  });

  it("asks more of a series whose days hang together when the blocks are long enough to see it", () => {
    const random = new SeededRandom("autocorrelated");
    let state = 0;
    const returns = Float64Array.from({ length: 1000 }, () => {
      state = 0.8 * state + random.nextNormal();
      return DAILY * (state + 0.25);
    });
    const spread = (block: number): number => check([returns], draw(1000, "draws", block)).nullMaxima.at(189) ?? 0;
    // An AR(1) of .8 has a long-run sd 3 times its independent-days sd ((1 + .8) / (1 - .8) = 9 in variance).
    expect(spread(30) / spread(1)).toBeGreaterThan(2);
    expect(spread(10) / spread(1)).toBeGreaterThan(1.6);
    const p = (block: number): number => check([returns], draw(1000, "draws", block)).pValue ?? Number.NaN;
    expect(p(30)).toBeGreaterThan(p(1));
  });

  it("counts a model that never moved, and gives it no p-value", () => {
    const [model = new Float64Array(50)] = noiseModels("idle", 1, 50);
    const resamples = draw(50, "draws");
    const result = check([model, new Float64Array(50), new Float64Array(50).fill(0.01)], resamples);
    expect(result).toMatchObject({ models: 3, distinctModels: 1, idleModels: 2, bestKey: "model-0" });
    expect(modelPValue(result, "model-1")).toBeNull();
    expect(modelPValue(result, "nobody")).toBeNull();
    expect(result.nullMaxima).toEqual(check([model], resamples).nullMaxima);
  });

  it("has no p-value when nothing traded", () => {
    const result = check([new Float64Array(50)], draw(50, "draws"));
    expect(result).toMatchObject({ models: 1, distinctModels: 0, idleModels: 1, bestKey: null, pValue: null });
  });

  it("counts equal returns under one key as several models and one test", () => {
    const [model = new Float64Array(50)] = noiseModels("twice", 1, 50);
    const realityCheck = new RealityCheck(draw(50, "draws"));
    expect(realityCheck.add("same", model)).toEqual(realityCheck.add("same", model));
    realityCheck.add("flat", new Float64Array(50));
    realityCheck.add("flat", new Float64Array(50));
    expect(realityCheck.result()).toMatchObject({ models: 4, distinctModels: 1, idleModels: 2 });
  });

  it("refuses returns of another length or that are not finite", () => {
    const realityCheck = new RealityCheck(draw(3, "draws"));
    expect(() => realityCheck.add("short", [1, 2])).toThrow(/Expected 3 finite daily returns of model short, found 2/);
    expect(() => realityCheck.add("nan", [1, Number.NaN, 2])).toThrow(/finite/);
    expect(() => realityCheck.add("infinite", [1, Infinity, 2])).toThrow(/finite/);
  });
});
