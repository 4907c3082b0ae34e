import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { atNormalVolatility, excessReturns } from "./excess-returns.ts";

describe("atNormalVolatility", () => {
  it("scales to 10 % a year by the calendar of the market", () => {
    const random = new SeededRandom("scale");
    const returns = Float32Array.from({ length: 1000 }, () => 0.02 * random.nextNormal() + 0.001);
    for (const [calendar, days] of [
      ["sessions", 252],
      ["continuous", 365],
    ] as const) {
      const normal = atNormalVolatility(returns, calendar) ?? new Float64Array();
      const mean = normal.reduce((all, value) => all + value, 0) / 1000;
      const variance = normal.reduce((all, value) => all + (value - mean) ** 2, 0) / 999;
      expect(Math.sqrt(variance * days)).toBeCloseTo(0.1, 12);
    }
  });

  it("does not exist for returns that never vary", () => {
    expect(atNormalVolatility(new Float32Array(10), "sessions")).toBeNull();
  });
});

describe("excessReturns", () => {
  it("subtracts the benchmark day by day, and nothing where it is cash", () => {
    const strategy = Float64Array.of(0.02, -0.01, 0.03);
    expect([...excessReturns(strategy, Float64Array.of(0.01, 0.01, 0.03))]).toEqual([0.01, -0.02, 0]);
    expect(excessReturns(strategy, null)).toEqual(strategy);
  });

  it("refuses a benchmark of other days", () => {
    expect(() => excessReturns(new Float64Array(3), new Float64Array(2))).toThrow(/benchmark of 3 days, found 2/);
  });
});
