import { describe, expect, it } from "vitest";
import type { RoundTrip } from "../backtest/round-trips.ts";
import { type TearsheetInput, tearsheetMetrics } from "./compute-tearsheet.ts";

const DAY = 86_400_000;
const DAYS = 400;

/** A linear congruential series in whole basis points: the same in Python, where the expected figures were computed. */
function basisPoints(seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: DAYS }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (((state >> 8) % 401) - 195) / 10_000;
  });
}

function trip(pnlQuote: number): RoundTrip {
  return { entryTimeMs: 0, exitTimeMs: 1, side: 1, quantity: 1, entryPrice: 100, exitPrice: 101, pnlQuote };
}

const FIRST_DAY = Date.UTC(2021, 10, 15);
const returns = basisPoints(7);
const other = basisPoints(11);

const INPUT: TearsheetInput = {
  dailyReturns: returns,
  dayMs: Float64Array.from(returns, (_, i) => FIRST_DAY + i * DAY),
  benchmarkReturns: returns.map((value, i) => 0.5 * value + (other[i] ?? NaN)),
  calendar: "sessions",
  roundTrips: [30, -10, 20, 15, -20, -5, 0].map(trip),
  bars: 800,
  barsInPosition: 200,
  tradedNotional: 3_000_000,
  costsQuote: 3_000,
  meanEquity: 100_000,
};

const EMPTY: TearsheetInput = {
  ...INPUT,
  dailyReturns: new Float64Array(0),
  dayMs: new Float64Array(0),
  benchmarkReturns: null,
  roundTrips: [],
  bars: 0,
  barsInPosition: 0,
  tradedNotional: 0,
  costsQuote: 0,
};

/** Returns which day of the series a time is. */
function dayNumber(ms: number | null): number | null {
  return ms === null ? null : (ms - FIRST_DAY) / DAY;
}

/** Compares figure by figure to 11 decimals. */
function expectFigures(actual: object, expected: Readonly<Record<string, number>>): void {
  const figures = new Map(Object.entries(actual));
  for (const [name, value] of Object.entries(expected)) expect(figures.get(name), name).toBeCloseTo(value, 11);
}

describe("tearsheetMetrics against Python's statistics module", () => {
  const metrics = tearsheetMetrics(INPUT);

  it("computes growth and its extremes", () => {
    expectFigures(metrics.returns, {
      total: -0.010004589948338194,
      cagr: -0.006314610984981539,
      annualisedVolatility: 0.17434146168699485,
      bestDay: 0.0205,
      worstDay: -0.0194,
      bestMonth: 0.09497749817233325,
      worstMonth: -0.08313550227547661,
      bestYear: 0.04388165571174274,
      worstYear: -0.05162102941960378,
      dailyWinRate: 0.5,
      monthlyWinRate: 0.5,
      yearlyWinRate: 0.5,
    });
  });

  it("computes the ratios", () => {
    expectFigures(metrics.ratios, {
      sharpe: 0.050590375431376435,
      smartSharpe: 0.04941052386947765,
      probabilisticSharpe: 0.5253808325471393,
      sortino: 0.0723549755888553,
      calmar: -0.043465237682995386,
      omega: 1.0075002678667098,
      gainToPain: 0.02789063352111473,
      martin: -0.0865845478775632,
      tailRatio: 1.0520114942528733,
      commonSense: 1.0599018622586274,
    });
  });

  it("computes moments and tail losses", () => {
    expectFigures(metrics.tail, {
      skewness: 0.05131283535938415,
      excessKurtosis: -1.0810520349970485,
      valueAtRisk: 0.0174,
      conditionalValueAtRisk: 0.01809090909090909,
      normalValueAtRisk: 0.01802957170184591,
      normalConditionalValueAtRisk: 0.02261870170389824,
    });
  });

  it("finds the drawdowns, deepest first, the open one without recovery", () => {
    expectFigures(metrics.drawdown, {
      maximum: 0.14527956872192516,
      averageDepth: 0.047349022403995855,
      longestDays: 231,
      timeUnderWater: 0.96,
      ulcerIndex: 0.07292999894058297,
      recoveryFactor: -0.06886439735712356,
    });
    expect(
      metrics.drawdown.worst.map(({ startDayMs, valleyDayMs, recoveryDayMs, days }) => [
        ...[startDayMs, valleyDayMs, recoveryDayMs].map(dayNumber),
        days,
      ]),
    ).toEqual([
      [169, 288, null, 231],
      [43, 114, 127, 84],
      [138, 153, 162, 24],
      [12, 27, 39, 27],
      [164, 165, 168, 4],
    ]);
    expect(metrics.drawdown.worst[3]?.depth).toBeCloseTo(0.05200207395617018, 12);
  });

  it("compares with the benchmark", () => {
    expectFigures(metrics.benchmark ?? {}, {
      beta: 0.37049184680993275,
      alpha: -0.09194303806874422,
      correlation: 0.451499506075253,
      informationRatio: -1.28271965918266,
      upCapture: 0.2647767980450582,
      downCapture: 0.3220107851714104,
    });
  });

  it("slides the window over every full stretch", () => {
    const { rolling } = metrics;
    expect(rolling.windowDays).toBe(126);
    expect(rolling.dayMs).toHaveLength(275);
    expect(rolling.dayMs[0]).toBe(FIRST_DAY + 125 * DAY);
    expect([rolling.sharpe.length, rolling.volatility.length, rolling.beta?.length]).toEqual([275, 275, 275]);
    expect(rolling.sharpe[0]).toBeCloseTo(0.492888745580214, 11);
    expect(rolling.volatility.at(-1)).toBeCloseTo(0.17499255481305484, 11);
    expect(rolling.beta?.at(-1)).toBeCloseTo(0.3810470028882372, 11);
  });
});

describe("tearsheetMetrics", () => {
  it("counts trades by hand: a scratch is a trade but neither win nor loss", () => {
    // Wins 30, 20, 15 (mean 65 / 3); losses 10, 20, 5 (mean 35 / 3); 7 trades, 30 in all.
    const { trades } = tearsheetMetrics(INPUT);
    expect(trades).toMatchObject({
      count: 7,
      consecutiveWins: 2,
      consecutiveLosses: 2,
      bestQuote: 30,
      worstQuote: -20,
    });
    expectFigures(trades, {
      winRate: 3 / 7,
      averageWinQuote: 65 / 3,
      averageLossQuote: -35 / 3,
      payoffRatio: 65 / 35,
      profitFactor: 65 / 35,
      expectancyQuote: 30 / 7,
      // 3/7 - (4/7) / (13/7) = 3/7 - 4/13.
      kellyFraction: 3 / 7 - 4 / 13,
    });
  });

  it("gives exposure, turnover and cost drag a year", () => {
    // 400 days are 1.5873 years: 30 times the equity traded / 1.5873 = 18.9; costs of 3 % / 1.5873.
    const { activity, span } = tearsheetMetrics(INPUT);
    expectFigures(activity, { exposure: 0.25, turnover: 18.9, costDrag: 0.0189, costsQuote: 3_000 });
    expectFigures(span, { days: 400, years: 400 / 252, firstDayMs: FIRST_DAY, lastDayMs: FIRST_DAY + 399 * DAY });
  });

  it("survives JSON unchanged, whatever it was given", () => {
    const ruined = { ...INPUT, dailyReturns: returns.map((_, i) => (i === 3 ? -1 : 0)) };
    const idle = { ...INPUT, dailyReturns: new Float64Array(DAYS), benchmarkReturns: new Float64Array(DAYS) };
    const oneDay = { ...EMPTY, dailyReturns: Float64Array.of(0.01), dayMs: Float64Array.of(FIRST_DAY) };
    for (const input of [INPUT, EMPTY, ruined, idle, oneDay]) {
      const metrics = tearsheetMetrics(input);
      expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
    }
  });

  it("says null of what nothing defines", () => {
    const { returns: growth, ratios, tail, drawdown, trades, activity, benchmark, rolling } = tearsheetMetrics(EMPTY);
    expect(growth).toMatchObject({
      total: 0,
      cagr: null,
      annualisedVolatility: null,
      bestDay: null,
      dailyWinRate: null,
    });
    expect(new Set(Object.values(ratios))).toEqual(new Set([null]));
    expect(new Set(Object.values(tail))).toEqual(new Set([null]));
    expect(drawdown).toMatchObject({ maximum: 0, worst: [], timeUnderWater: null, recoveryFactor: null });
    expect(trades).toMatchObject({ count: 0, winRate: null, profitFactor: null, kellyFraction: null });
    expect([activity.exposure, activity.costDrag, benchmark, rolling.beta]).toEqual([null, null, null, null]);
  });
});
