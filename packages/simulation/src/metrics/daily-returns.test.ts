import { utcDay } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dailyReturns, dayEndIndices, scaleReturns, volatilityFactor } from "./daily-returns.ts";

const HOUR = 3_600_000;
const DAY = 86_400_000;

function sessionFrom(openMs: number): readonly number[] {
  return Array.from({ length: 7 }, (_, hour) => openMs + hour * HOUR);
}

describe("dailyReturns", () => {
  it("takes the last bar of each UTC day, and the first day against the capital", () => {
    const times = Float64Array.of(0, 12 * HOUR, 23 * HOUR, DAY, DAY + 23 * HOUR);
    const equity = Float64Array.of(101, 99, 102, 50, 96.9);
    expect([...dayEndIndices(times)]).toEqual([2, 4]);
    const returns = dailyReturns(equity, times, 100);
    // 102 / 100 - 1 and 96.9 / 102 - 1.
    expect(returns).toHaveLength(2);
    expect(returns[0]).toBeCloseTo(0.02, 12);
    expect(returns[1]).toBeCloseTo(-0.05, 12);
  });

  it("puts the bar that opens at midnight into the new day", () => {
    expect([...dayEndIndices(Float64Array.of(DAY - 1, DAY, 2 * DAY - 1, 2 * DAY))]).toEqual([0, 2, 3]);
  });

  it("finds the days that looking at every bar finds, however many bars a day has", () => {
    const gaps = fc
      .constantFrom(60_000, HOUR, DAY, 3 * DAY)
      .chain((gapMs) => fc.array(fc.integer({ min: 1, max: gapMs }), { maxLength: 300, size: "max" }));
    fc.assert(
      fc.property(gaps, (steps) => {
        let now = 0;
        const times = Float64Array.from(steps, (step) => (now += step));
        const everyLast = [...times.keys()].filter((i) => utcDay(times[i] ?? 0) !== utcDay(times[i + 1] ?? NaN));
        expect([...dayEndIndices(times)]).toEqual(everyLast);
      }),
    );
  });

  it("has no return for a day without bars, such as a weekend between sessions", () => {
    // Sessions of seven hourly bars from 14:30 UTC: Friday 2021-01-08 and Monday 2021-01-11.
    const times = Float64Array.from([...sessionFrom(1_610_116_200_000), ...sessionFrom(1_610_375_400_000)]);
    const equity = new Float64Array(14).fill(100);
    equity[6] = 110;
    equity[13] = 99;
    const returns = dailyReturns(equity, times, 100);
    expect(returns).toHaveLength(2);
    expect(returns[0]).toBeCloseTo(0.1, 12);
    expect(returns[1]).toBeCloseTo(-0.1, 12);
  });

  it("is one return a bar on daily bars", () => {
    const returns = dailyReturns(Float64Array.of(110, 99), Float64Array.of(0, DAY), 100);
    expect(returns[0]).toBeCloseTo(0.1, 12);
    expect(returns[1]).toBeCloseTo(-0.1, 12);
  });

  it("earns 0 once equity is gone", () => {
    expect([...dailyReturns(Float64Array.of(0, -5, -5), Float64Array.of(0, DAY, 2 * DAY), 100)]).toEqual([-1, 0, 0]);
  });

  it("is empty without bars", () => {
    expect(dailyReturns(new Float64Array(0), new Float64Array(0), 100)).toHaveLength(0);
  });
});

describe("volatilityFactor", () => {
  // Deviation: root of (0.0001 + 0.0001) / 1 = 0.01414213562; a year of sessions: 0.2244994432; of days: 0.2701851217.
  const returns = Float64Array.of(0.01, -0.01);

  it("brings returns to 10 % a year on the market's calendar", () => {
    expect(volatilityFactor(returns, "sessions")).toBeCloseTo(0.4454354031, 9);
    expect(volatilityFactor(returns, "continuous")).toBeCloseTo(0.3701166051, 9);
  });

  it("is proportional to the target", () => {
    expect(volatilityFactor(returns, "sessions", 0.2)).toBeCloseTo(0.8908708064, 9);
  });

  it("is 0 where nothing varies: no days, one day, constant returns", () => {
    expect(volatilityFactor(new Float64Array(0), "sessions")).toBe(0);
    expect(volatilityFactor(Float64Array.of(0.3), "sessions")).toBe(0);
    expect(volatilityFactor(new Float64Array(100).fill(0.1), "sessions")).toBe(0);
  });
});

describe("scaleReturns", () => {
  it("multiplies every return and leaves the input alone", () => {
    const returns = Float64Array.of(0.01, -0.02);
    expect([...scaleReturns(returns, 0.5)]).toEqual([0.005, -0.01]);
    expect([...returns]).toEqual([0.01, -0.02]);
  });
});
