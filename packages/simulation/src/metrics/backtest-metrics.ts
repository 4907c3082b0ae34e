import type { MarketCalendar, PerformanceMetrics } from "@rara-trading/domain";
import type { BacktestResult } from "../backtest/run-backtest.ts";
import { dailyReturns } from "./daily-returns.ts";
import { maxDrawdown } from "./drawdown.ts";
import { mean } from "./moments.ts";
import { performanceMetrics } from "./performance-metrics.ts";

/** Returns the metrics of a backtest at the size it traded; drawdown over every bar's mark. */
export function backtestMetrics(
  result: BacktestResult,
  openTimeMs: Float64Array,
  calendar: MarketCalendar,
  capital: number,
): PerformanceMetrics {
  return performanceMetrics({
    dailyReturns: dailyReturns(result.equity, openTimeMs, capital),
    calendar,
    roundTrips: result.roundTrips,
    bars: result.equity.length,
    barsInPosition: result.barsInPosition,
    tradedNotional: result.tradedNotional,
    meanEquity: mean(result.equity) ?? capital,
    maxDrawdown: maxDrawdown(result.equity, capital),
  });
}
