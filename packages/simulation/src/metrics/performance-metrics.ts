import { daysPerYear, type MarketCalendar, type PerformanceMetrics } from "@rara-trading/domain";
import type { TripProfit } from "../backtest/round-trips.ts";
import { compound, maxDrawdown } from "./drawdown.ts";
import { standardDeviation } from "./moments.ts";
import { annualisedReturn, sharpeRatio, sortinoRatio } from "./ratios.ts";

/** What the metrics are computed from. */
export interface MetricsInput {
  /** One simple return a day. */
  readonly dailyReturns: Float64Array;
  readonly calendar: MarketCalendar;
  readonly roundTrips: readonly TripProfit[];
  readonly bars: number;
  readonly barsInPosition: number;
  /** Sum of quantity x price over all fills. */
  readonly tradedNotional: number;
  /** Mean of the equity marks, quote currency. */
  readonly meanEquity: number;
  /** Largest drawdown over every mark, where bars are finer than days; else it is taken from the daily returns. */
  readonly maxDrawdown?: number;
}

function tradeFigures(trips: readonly TripProfit[]): Pick<PerformanceMetrics, "trades" | "winRate" | "profitFactor"> {
  let wins = 0;
  let profit = 0;
  let loss = 0;
  for (const { pnlQuote } of trips) {
    if (pnlQuote > 0) {
      wins++;
      profit += pnlQuote;
    } else loss -= pnlQuote;
  }
  return {
    trades: trips.length,
    winRate: trips.length === 0 ? null : wins / trips.length,
    profitFactor: loss === 0 ? null : profit / loss,
  };
}

/** Returns the metrics of a stretch of trading; undefined ones are `null`. */
export function performanceMetrics(input: MetricsInput): PerformanceMetrics {
  const { dailyReturns, bars, barsInPosition, meanEquity } = input;
  const daysAYear = daysPerYear(input.calendar);
  const equity = compound(dailyReturns);
  const totalReturn = (equity.at(-1) ?? 1) - 1;
  const yearly = annualisedReturn(totalReturn, dailyReturns.length, daysAYear);
  const deviation = standardDeviation(dailyReturns);
  const drawdown = input.maxDrawdown ?? maxDrawdown(equity, 1);
  const years = dailyReturns.length / daysAYear;
  return {
    totalReturn,
    annualisedReturn: yearly,
    annualisedVolatility: deviation === null ? null : deviation * Math.sqrt(daysAYear),
    sharpe: sharpeRatio(dailyReturns, daysAYear),
    sortino: sortinoRatio(dailyReturns, daysAYear),
    maxDrawdown: drawdown,
    calmar: yearly === null || drawdown === 0 ? null : yearly / drawdown,
    ...tradeFigures(input.roundTrips),
    exposure: bars === 0 ? 0 : barsInPosition / bars,
    turnover: years === 0 || !(meanEquity > 0) ? null : input.tradedNotional / meanEquity / years,
  };
}
