import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { normalCdf } from "./normal-distribution.ts";
import { drawStationaryResamples, type StationaryResamples } from "./stationary-bootstrap.ts";
import { stepDownDiscoveries } from "./step-down-discoveries.ts";
import { longRunDeviation } from "./studentised-bootstrap.ts";
import { type SuperiorAbility, superiorAbility } from "./superior-predictive-ability.ts";

const DAYS = 250;

function draw(seed: string, count = 199, meanBlockDays = 3): StationaryResamples {
  return drawStationaryResamples({ days: DAYS, count, meanBlockDays, random: new SeededRandom(seed) });
}

/** Normal returns of deviation 1. */
function model(seed: string, mean = 0): Float64Array {
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: DAYS }, () => mean + random.nextNormal());
}

function noise(seed: string, count: number): Float64Array[] {
  return Array.from({ length: count }, (_, k) => model(`${seed}/${k}`));
}

function ability(models: readonly Float64Array[], seed: string, count?: number): SuperiorAbility {
  const result = superiorAbility(models, draw(seed, count));
  if (result === null) throw new Error("expected a model that varies");
  return result;
}

describe("longRunDeviation", () => {
  it("is the population deviation for blocks of one day", () => {
    // 1, 2, 3, 6 vary by 14 / 4.
    expect(longRunDeviation(Float64Array.of(1, 2, 3, 6), 1)).toBeCloseTo(Math.sqrt(3.5), 12);
  });

  it("equals the kernel by hand for blocks of two days", () => {
    // Deviations -2 -1 0 3; g1 = 2 / 4, g2 = -3 / 4, g3 = -6 / 4; k1 = .75 x .5 + .25 x .125, k2 = .25, k3 = k1.
    const k1 = 0.40625;
    const variance = 3.5 + 2 * (k1 * 0.5 + 0.25 * -0.75 + k1 * -1.5);
    expect(longRunDeviation(Float64Array.of(1, 2, 3, 6), 2)).toBeCloseTo(Math.sqrt(variance), 12);
  });

  it.each([
    [2, 3],
    [40, 1],
    [250, 5],
    [250, 60],
    [1000, 10],
  ])("equals the sum over every lag of %i days, blocks of %i", (days, block) => {
    const random = new SeededRandom(`${days}/${block}`);
    const returns = Float64Array.from({ length: days }, () => 3 + random.nextNormal());
    const centre = returns.reduce((sum, value) => sum + value, 0) / days;
    const stay = 1 - 1 / block;
    let variance = 0;
    for (let i = 0; i < days; i++) {
      for (let j = 0; j < days; j++) {
        const lag = Math.abs(i - j);
        const kernel = lag === 0 ? 1 : (1 - lag / days) * stay ** lag + (lag / days) * stay ** (days - lag);
        variance += (kernel * ((returns[i] ?? NaN) - centre) * ((returns[j] ?? NaN) - centre)) / days;
      }
    }
    expect(longRunDeviation(returns, block)).toBeCloseTo(Math.sqrt(Math.max(0, variance)), 10);
  });
});

describe("superiorAbility (Hansen 2005)", () => {
  it("of one model is a one-sided t test", () => {
    for (const seed of ["a", "b", "c"]) {
      const { statistic, upper } = ability([model(seed, 0.1)], `draws-${seed}`, 2000);
      // 2000 resamples at p have an sd of at most .011.
      if (statistic > 0) expect(Math.abs(upper - (1 - normalCdf(statistic)))).toBeLessThan(0.035);
    }
  });

  it("orders its p-values, and hopeless models cost the consistent one nothing", () => {
    for (const seed of ["a", "b", "c", "d"]) {
      const good = [...noise(seed, 4), model(`${seed}/good`, 0.15)];
      const hopeless = noise(`${seed}/bad`, 30).map((returns) => returns.map((value) => value - 1));
      const before = ability(good, seed);
      const after = ability([...good, ...hopeless], seed);
      for (const { lower, consistent, upper } of [before, after]) {
        expect(lower).toBeLessThanOrEqual(consistent);
        expect(consistent).toBeLessThanOrEqual(upper);
      }
      expect(after.consistent).toBe(before.consistent);
      expect(after.upper).toBeGreaterThanOrEqual(before.upper);
    }
  });

  it("does not depend on the scale of a model", () => {
    const models = noise("scale", 5);
    const scaled = models.map((returns, k) => returns.map((value) => value * 2 ** k));
    expect(ability(scaled, "draws")).toEqual(ability(models, "draws"));
  });

  it("rejects about one null in twenty at 5 %", () => {
    const runs = 200;
    const rejections = Array.from({ length: runs }, (_, run) => ability(noise(`market-${run}`, 5), `draws-${run}`));
    const count = rejections.filter(({ consistent }) => consistent <= 0.05).length;
    // 10 expected, sd 3.1: three of them on either side.
    expect(count).toBeGreaterThanOrEqual(1);
    expect(count).toBeLessThanOrEqual(19);
  });

  it("leaves out what never varies", () => {
    expect(superiorAbility([new Float64Array(DAYS).fill(0.1)], draw("idle"))).toBeNull();
  });
});

describe("stepDownDiscoveries (Romano and Wolf 2005)", () => {
  it("finds planted models among noise and nothing else", () => {
    const planted = [model("p1", 0.5), model("p2", 0.4)];
    const found = stepDownDiscoveries(
      [...noise("around", 20), ...planted, new Float64Array(DAYS)],
      draw("draws"),
      0.05,
    );
    expect(found.flatMap((yes, k) => (yes ? [k] : []))).toEqual([20, 21]);
  });

  it("finds what the largest alone hides, and more at a larger alpha", () => {
    let more = 0;
    for (let seed = 0; seed < 20; seed++) {
      const models = [
        ...noise(`n${seed}`, 3),
        ...[0.15, 0.2, 0.25, 0.3].map((mean) => model(`s${seed}/${mean}`, mean)),
      ];
      const resamples = draw(`d${seed}`);
      const strict = stepDownDiscoveries(models, resamples, 0.05);
      const loose = stepDownDiscoveries(models, resamples, 0.2);
      for (const [k, yes] of strict.entries()) if (yes) expect(loose[k]).toBe(true);
      // Alone, with the rejected ones left out, the rest face a lower bar.
      const left = models.filter((_, k) => strict[k] !== true);
      expect(stepDownDiscoveries(left, resamples, 0.05)).not.toContain(true);
      more += loose.filter(Boolean).length - strict.filter(Boolean).length;
    }
    expect(more).toBeGreaterThan(0);
  });

  it("makes a false discovery in about one null market in twenty", () => {
    const runs = 150;
    const wrong = Array.from({ length: runs }, (_, run) =>
      stepDownDiscoveries(noise(`null-${run}`, 5), draw(`r${run}`), 0.05).includes(true),
    ).filter(Boolean).length;
    // 7.5 expected, sd 2.7: three of them.
    expect(wrong).toBeLessThanOrEqual(15);
  });
});
