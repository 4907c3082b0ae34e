import { type CandleColumns, DAY_MS, SeededRandom, sliceColumns } from "@rara-trading/domain";
import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { assertValidCandles } from "../candles/candle-fault.ts";
import { sampleCandles } from "../testing/sample-candles.ts";
import { plantedMomentumMarket } from "./planted-momentum-market.ts";
import { signFlippedMarket } from "./sign-flipped-market.ts";

const logReturn = ({ close }: CandleColumns, i: number): number => Math.log((close[i] ?? NaN) / (close[i - 1] ?? NaN));
const logRange = ({ high, low }: CandleColumns, i: number): number => Math.log((high[i] ?? NaN) / (low[i] ?? NaN));

const logMove = (from: CandleColumns, i: number, name: "open" | "high" | "low"): number =>
  Math.log((from[name][i] ?? NaN) / (from.close[i - 1] ?? NaN));

/** Decides at the close of bar i, from closes up to it, which side to hold from the next open to the one after. */
type Rule = (close: Float64Array, i: number) => number;
const back = (close: Float64Array, i: number, bars: number): number => (close[i] ?? NaN) - (close[i - bars] ?? NaN);
const RULES: Readonly<Record<string, Rule>> = {
  "always long": () => 1,
  "follow yesterday": (close, i) => Math.sign(back(close, i, 1)),
  "follow the month": (close, i) => Math.sign(back(close, i, 20)),
  "fade two months": (close, i) => -Math.sign(back(close, i, 40)),
};

/** Returns the t statistic of a rule's mean log return a bar, filled at opens. */
function tStatistic(market: CandleColumns, rule: Rule): number {
  const earned: number[] = [];
  for (let i = 40; i + 2 < market.length; i++) {
    earned.push(rule(market.close, i) * Math.log((market.open[i + 2] ?? NaN) / (market.open[i + 1] ?? NaN)));
  }
  const mean = earned.reduce((sum, value) => sum + value, 0) / earned.length;
  const variance = earned.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (earned.length - 1);
  return mean / Math.sqrt(variance / earned.length);
}

/** A market that is nothing but edge: trends, a drift, and opens that jump in the direction of the day. */
function predictableMarket(bars: number): CandleColumns {
  const market = plantedMomentumMarket({ bars, sharpe: 4, random: new SeededRandom("edge"), startMs: 0 });
  for (let i = 0; i < bars; i++) {
    for (const name of ["open", "high", "low", "close"] as const) {
      market[name][i] = (market[name][i] ?? NaN) * Math.exp(0.002 * i);
    }
    const open = market.open[i] ?? NaN;
    const close = market.close[i] ?? NaN;
    market.open[i] = open + 0.3 * (close - open);
  }
  return market;
}

describe("signFlippedMarket", () => {
  it("keeps bars valid, sizes of moves, ranges, times and volumes", () => {
    assert(
      property(integer(), integer({ min: 0, max: 200 }), (seed, length) => {
        const market = sampleCandles("1d", 0, length);
        const flipped = signFlippedMarket(market, new SeededRandom(seed));
        assertValidCandles(flipped, "1d");
        expect(flipped.openTimeMs).toEqual(market.openTimeMs);
        expect(flipped.volume).toEqual(market.volume);
        expect(sliceColumns(flipped, 0, 1)).toEqual(sliceColumns(market, 0, 1));
        for (let i = 1; i < length; i++) {
          expect(Math.abs(logReturn(flipped, i))).toBeCloseTo(Math.abs(logReturn(market, i)), 10);
          expect(logRange(flipped, i)).toBeCloseTo(logRange(market, i), 10);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("mirrors a flipped bar around the close before, in logarithms", () => {
    const market = sampleCandles("1d", 0, 50);
    const flipped = signFlippedMarket(market, new SeededRandom(7));
    let mirrored = 0;
    for (let i = 1; i < market.length; i++) {
      const sign = Math.sign(logReturn(flipped, i)) * Math.sign(logReturn(market, i));
      if (sign < 0) mirrored++;
      expect(logMove(flipped, i, "open")).toBeCloseTo(sign * logMove(market, i, "open"), 10);
      expect(logMove(flipped, i, "high")).toBeCloseTo(sign * logMove(market, i, sign > 0 ? "high" : "low"), 10);
    }
    expect(mirrored).toBeGreaterThan(10);
    expect(mirrored).toBeLessThan(40);
  });

  it("turns the bars of one UTC day to one side", () => {
    const hourly = sampleCandles("1h", 5 * 3_600_000, 24 * 40);
    const flipped = signFlippedMarket(hourly, new SeededRandom(7));
    assertValidCandles(flipped, "1h");
    const sides = new Map<number, Set<number>>();
    for (let i = 1; i < hourly.length; i++) {
      const day = Math.floor((hourly.openTimeMs[i] ?? NaN) / DAY_MS);
      const side = Math.sign(logReturn(flipped, i)) * Math.sign(logReturn(hourly, i));
      sides.set(day, (sides.get(day) ?? new Set()).add(side));
    }
    expect([...sides.values()].every((day) => day.size === 1)).toBe(true);
    const mirrored = [...sides.values()].filter((day) => day.has(-1)).length;
    expect(mirrored).toBeGreaterThan(8);
    expect(mirrored).toBeLessThan(32);
    // The day that the history begins in is its anchor.
    expect(sides.get(0)).toEqual(new Set([1]));
  });

  it("depends on its random source only", () => {
    const market = sampleCandles("1d", 0, 100);
    const flip = (seed: number): CandleColumns => signFlippedMarket(market, new SeededRandom(seed));
    expect(flip(1)).toEqual(flip(1));
    expect(flip(1)).not.toEqual(flip(2));
  });

  it.each(Object.entries(RULES))("leaves nothing to find at next-open fills for: %s", (name, rule) => {
    const market = predictableMarket(20_000);
    const before = tStatistic(market, rule);
    // The rules do find something before the flip (the edge trends, so fading it loses).
    expect(Math.abs(before)).toBeGreaterThan(6);
    expect(Math.sign(before)).toBe(name.startsWith("fade") ? -1 : 1);
    const after = tStatistic(signFlippedMarket(market, new SeededRandom("coin")), rule);
    expect(Math.abs(after)).toBeLessThan(3);
  });

  it("flips about half of the bars", () => {
    const market = sampleCandles("1d", 0, 10_001);
    const flipped = signFlippedMarket(market, new SeededRandom("half"));
    let same = 0;
    for (let i = 1; i < market.length; i++) if (logReturn(flipped, i) * logReturn(market, i) > 0) same++;
    // Four standard deviations of 10,000 fair coins.
    expect(Math.abs(same - 5000)).toBeLessThan(200);
    expect(flipped.openTimeMs.at(-1)).toBe(10_000 * DAY_MS);
  });
});
