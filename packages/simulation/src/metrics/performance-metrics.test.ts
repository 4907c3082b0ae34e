import { describe, expect, it } from "vitest";
import type { RoundTrip } from "../backtest/round-trips.ts";
import { type MetricsInput, performanceMetrics } from "./performance-metrics.ts";

function trip(pnlQuote: number): RoundTrip {
  return { entryTimeMs: 0, exitTimeMs: 1, side: 1, quantity: 1, entryPrice: 100, exitPrice: 101, pnlQuote };
}

const NOTHING: MetricsInput = {
  dailyReturns: new Float64Array(0),
  calendar: "sessions",
  roundTrips: [],
  bars: 0,
  barsInPosition: 0,
  tradedNotional: 0,
  meanEquity: 100_000,
};

// Mean 0.015; squared deviations 0.007225 + 0.004225 + 0.000025 + 0.000625 = 0.0121, / 3, root: 0.0635085296.
const FOUR_DAYS = Float64Array.of(0.1, -0.05, 0.02, -0.01);

describe("performanceMetrics against hand-computed values", () => {
  it("annualises by 252 sessions a year", () => {
    const metrics = performanceMetrics({ ...NOTHING, dailyReturns: FOUR_DAYS, bars: 4 });
    // 1.1 x 0.95 x 1.02 x 0.99 = 1.055241; to the power 252 / 4 = 63.
    expect(metrics.totalReturn).toBeCloseTo(0.055241, 12);
    expect(metrics.annualisedReturn).toBeCloseTo(28.590641392, 8);
    // 0.0635085296 x 15.8745078664.
    expect(metrics.annualisedVolatility).toBeCloseTo(1.008166652890285, 12);
    // 0.015 / 0.0635085296 x 15.8745078664.
    expect(metrics.sharpe).toBeCloseTo(3.749380114054778, 11);
    // Downside deviation: root of (0.05² + 0.01²) / 4 = 0.0254950976.
    expect(metrics.sortino).toBeCloseTo(9.339741389929873, 11);
    // The peak is 1.1, the lowest point after it 1.045.
    expect(metrics.maxDrawdown).toBeCloseTo(0.05, 12);
    expect(metrics.calmar).toBeCloseTo(28.590641392 / 0.05, 5);
  });

  it("annualises by 365 days a year on a continuous market", () => {
    const metrics = performanceMetrics({ ...NOTHING, calendar: "continuous", dailyReturns: FOUR_DAYS, bars: 4 });
    expect(metrics.annualisedVolatility).toBeCloseTo(1.2133287545701152, 12);
    expect(metrics.sharpe).toBeCloseTo(4.512379665756626, 11);
    expect(metrics.sortino).toBeCloseTo(11.240380502730048, 10);
    expect(metrics.annualisedReturn).toBeCloseTo(134.15704362, 6);
  });

  it("counts closed round trips: win rate and profit factor after costs, a scratch is no win", () => {
    const metrics = performanceMetrics({ ...NOTHING, roundTrips: [30, -10, 20, -15, 0].map(trip) });
    expect(metrics.trades).toBe(5);
    expect(metrics.winRate).toBe(0.4);
    expect(metrics.profitFactor).toBe(2);
  });

  it("reports exposure as a share of bars and turnover as notional over mean equity a year", () => {
    // 126 of 252 sessions are half a year: 1,260,000 / 100,000 / 0.5 = 25.2.
    const metrics = performanceMetrics({
      ...NOTHING,
      dailyReturns: new Float64Array(126),
      bars: 126,
      barsInPosition: 63,
      tradedNotional: 1_260_000,
    });
    expect(metrics.exposure).toBe(0.5);
    expect(metrics.turnover).toBeCloseTo(25.2, 12);
  });

  it("prefers the drawdown over every mark to that over days, in the Calmar ratio too", () => {
    const metrics = performanceMetrics({ ...NOTHING, dailyReturns: FOUR_DAYS, maxDrawdown: 0.1 });
    expect(metrics.maxDrawdown).toBe(0.1);
    expect(metrics.calmar).toBeCloseTo(285.90641392, 7);
  });
});

describe("performanceMetrics where a figure is undefined", () => {
  it("has no ratio for a strategy that never traded", () => {
    expect(performanceMetrics({ ...NOTHING, dailyReturns: new Float64Array(252), bars: 252 })).toEqual({
      totalReturn: 0,
      annualisedReturn: 0,
      annualisedVolatility: 0,
      sharpe: null,
      sortino: null,
      maxDrawdown: 0,
      calmar: null,
      winRate: null,
      profitFactor: null,
      trades: 0,
      exposure: 0,
      turnover: 0,
    });
  });

  it("has none at all without a day", () => {
    expect(performanceMetrics(NOTHING)).toMatchObject({
      totalReturn: 0,
      annualisedReturn: null,
      annualisedVolatility: null,
      sharpe: null,
      sortino: null,
      calmar: null,
      turnover: null,
    });
  });

  it("has no volatility and no Sharpe from one day", () => {
    expect(performanceMetrics({ ...NOTHING, dailyReturns: Float64Array.of(0.01) })).toMatchObject({
      annualisedVolatility: null,
      sharpe: null,
      sortino: null,
      maxDrawdown: 0,
      calmar: null,
    });
  });

  it("has no profit factor without a loss, and one of 0 without a profit", () => {
    expect(performanceMetrics({ ...NOTHING, roundTrips: [trip(5)] })).toMatchObject({ winRate: 1, profitFactor: null });
    expect(performanceMetrics({ ...NOTHING, roundTrips: [trip(-5)] })).toMatchObject({ winRate: 0, profitFactor: 0 });
  });

  it.each([0.001, -0.001, 1 / 3, 0.1])(
    "has no Sharpe from constant returns of %s, whatever rounding leaves",
    (value) => {
      const { sharpe } = performanceMetrics({ ...NOTHING, dailyReturns: new Float64Array(1_000).fill(value) });
      expect(sharpe).toBeNull();
    },
  );

  it("has no annualised return after ruin", () => {
    const metrics = performanceMetrics({ ...NOTHING, dailyReturns: Float64Array.of(-1.2, 0) });
    expect(metrics.totalReturn).toBeCloseTo(-1.2, 12);
    expect(metrics.annualisedReturn).toBeNull();
    expect(metrics.calmar).toBeNull();
    expect(metrics.maxDrawdown).toBeCloseTo(1.2, 12);
  });

  it("has no turnover on a mean equity that is not above 0", () => {
    expect(
      performanceMetrics({ ...NOTHING, dailyReturns: FOUR_DAYS, tradedNotional: 1, meanEquity: 0 }).turnover,
    ).toBeNull();
  });
});
