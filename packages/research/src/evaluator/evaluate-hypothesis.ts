import type { MarketCalendar, PerformanceMetrics } from "@rara-trading/domain";
import {
  type BacktestResult,
  dailyReturnsAt,
  type EngineOptions,
  maxDrawdown,
  mean,
  performanceMetrics,
  runBacktest,
} from "@rara-trading/simulation";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { warmUpBars } from "../hypothesis/warm-up.ts";
import type { ColumnCache } from "./column-cache.ts";
import { ColumnSession } from "./column-session.ts";
import { targetsOf } from "./targets-of.ts";

/** What an evaluation needs besides the hypothesis and the bars. */
export interface EvaluationOptions {
  readonly engine: EngineOptions;
  readonly calendar: MarketCalendar;
}

/** What a hypothesis did on the bars. */
export interface TradedHypothesis {
  readonly result: BacktestResult;
  /** One simple return a UTC day that has bars. */
  readonly dailyReturns: Float64Array;
}

/** What a hypothesis did on the bars, and its metrics at the size it traded. */
export interface Evaluation extends TradedHypothesis {
  readonly metrics: PerformanceMetrics;
}

/** Returns a session that trades `tree` over the bars of `cache`, bit for bit like its compiled module. */
export function columnSessionOf(tree: StrategyTree, cache: ColumnCache): ColumnSession {
  return new ColumnSession(targetsOf(tree, cache), warmUpBars(tree), tree.exits);
}

/** Runs a hypothesis over all bars of `cache` through the backtester, without metrics: for who scales returns first. */
export function tradeHypothesis(tree: StrategyTree, cache: ColumnCache, engine: EngineOptions): TradedHypothesis {
  const result = runBacktest(columnSessionOf(tree, cache), cache.candles, engine);
  return { result, dailyReturns: dailyReturnsAt(result.equity, cache.dayEnds, engine.capital) };
}

/** Runs a hypothesis over all bars of `cache` through the backtester. */
export function evaluateHypothesis(tree: StrategyTree, cache: ColumnCache, options: EvaluationOptions): Evaluation {
  const { engine, calendar } = options;
  const { result, dailyReturns } = tradeHypothesis(tree, cache, engine);
  const metrics = performanceMetrics({
    dailyReturns,
    calendar,
    roundTrips: result.roundTrips,
    bars: result.equity.length,
    barsInPosition: result.barsInPosition,
    tradedNotional: result.tradedNotional,
    meanEquity: mean(result.equity) ?? engine.capital,
    maxDrawdown: maxDrawdown(result.equity, engine.capital),
  });
  return { result, dailyReturns, metrics };
}
