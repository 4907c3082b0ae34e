import { HOLD_TARGET, StrategyFault } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { backtestMetrics } from "../metrics/backtest-metrics.ts";
import { dailyColumns, PLAIN } from "../testing/scripted-run.ts";
import { TargetArraySession } from "../testing/target-array-session.ts";
import { runBacktest } from "./run-backtest.ts";

// 10 units at 100, sold at 110; then 11 short at 100 (1,100 / 100), bought back at 120.
const CANDLES = dailyColumns([
  [100, 100, 100, 100],
  [100, 120, 90, 110],
  [110, 110, 110, 110],
  [110, 110, 100, 100],
  [100, 110, 100, 110],
  [120, 120, 120, 120],
]);
const TARGETS = [1, 0, HOLD_TARGET, -1, 0, HOLD_TARGET];

describe("runBacktest", () => {
  it("marks equity at every close and reports fills, trips, exposure and notional", () => {
    const run = runBacktest(new TargetArraySession(TARGETS), CANDLES, PLAIN);
    // Bar 1: 10 x 110. Bar 2: sold at 110. Bar 4: 1,100 + 1,100 - 11 x 110. Bar 5: 2,200 - 11 x 120.
    expect([...run.equity]).toEqual([1_000, 1_100, 1_100, 1_100, 990, 880]);
    expect(run.fills).toHaveLength(4);
    expect(run.roundTrips.map(({ pnlQuote }) => pnlQuote)).toEqual([100, -220]);
    expect(run.barsInPosition).toBe(2);
    expect(run.tradedNotional).toBe(1_000 + 1_100 + 1_100 + 1_320);
    expect(run.ruined).toBe(false);
    expect(run.refusals).toEqual([]);
  });

  it("feeds those into the metrics", () => {
    const run = runBacktest(new TargetArraySession(TARGETS), CANDLES, PLAIN);
    const metrics = backtestMetrics(run, CANDLES.openTimeMs, "sessions", PLAIN.capital);
    expect(metrics.totalReturn).toBeCloseTo(-0.12, 12);
    // From 1,100 to 880.
    expect(metrics.maxDrawdown).toBe(0.2);
    expect(metrics.trades).toBe(2);
    expect(metrics.winRate).toBe(0.5);
    expect(metrics.profitFactor).toBeCloseTo(100 / 220, 12);
    expect(metrics.exposure).toBeCloseTo(2 / 6, 12);
    // Mean equity 6,170 / 6; 4,520 / 1,028.333 = 4.39546…; a year is 252 / 6 = 42 times as long.
    expect(metrics.turnover).toBeCloseTo(184.609400324, 6);
  });

  it("sees drawdowns inside a day that daily marks would miss", () => {
    const hourly = dailyColumns([
      [100, 100, 100, 100],
      [100, 100, 50, 50],
      [50, 100, 50, 100],
    ]);
    for (let i = 0; i < 3; i++) hourly.openTimeMs[i] = i * 3_600_000;
    const run = runBacktest(new TargetArraySession([1, 1, 1]), hourly, PLAIN);
    const metrics = backtestMetrics(run, hourly.openTimeMs, "continuous", PLAIN.capital);
    expect(metrics.totalReturn).toBe(0);
    expect(metrics.maxDrawdown).toBe(0.5);
  });

  it("writes equity into a buffer that the caller reuses", () => {
    const buffer = new Float64Array(CANDLES.length);
    const run = runBacktest(new TargetArraySession(TARGETS), CANDLES, PLAIN, buffer);
    expect(run.equity).toBe(buffer);
    expect(buffer[5]).toBe(880);
  });

  it("gives the same result twice", () => {
    const once = runBacktest(new TargetArraySession(TARGETS), CANDLES, PLAIN);
    expect(runBacktest(new TargetArraySession(TARGETS), CANDLES, PLAIN)).toEqual(once);
  });

  it("fails as a whole when the strategy faults", () => {
    const targets = [1, HOLD_TARGET, NaN, 0, 0, 0];
    expect(() => runBacktest(new TargetArraySession(targets), CANDLES, PLAIN)).toThrow(StrategyFault);
  });

  it("does nothing without bars", () => {
    const run = runBacktest(new TargetArraySession([]), dailyColumns([]), PLAIN);
    expect(run).toMatchObject({ fills: [], roundTrips: [], barsInPosition: 0, ruined: false });
    expect(run.equity).toHaveLength(0);
  });
});
