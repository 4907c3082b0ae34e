import {
  type CandleColumns,
  DEFAULT_SIZING,
  type MarketCalendar,
  sliceColumns,
  type TradingCosts,
} from "@rara-trading/domain";
import { backtestMetrics, type BacktestResult, type EngineOptions, runBacktest } from "@rara-trading/simulation";
import type { PerformanceMetrics, StrategySession } from "@rara-trading/domain";
import type { RaraConfig } from "../config/config-schema.ts";
import type { SelectedBars } from "./strategy-research-bars.ts";

/** A backtest over the bars that traded, the warm-up left out. */
export interface StrategyRun {
  readonly candles: CandleColumns;
  readonly result: BacktestResult;
  readonly metrics: PerformanceMetrics;
  readonly engine: EngineOptions;
}

/** The costs of the configuration. */
export function configuredCosts({ feeBps, slippageBps }: RaraConfig["paper"]): TradingCosts {
  return { feeBps, slippageBps };
}

/**
 * Returns the engine that a person's backtest runs on: capital and costs of the paper account, all equity at full strength,
 * and no guards, because a backtest measures the signal (decision 005).
 */
export function backtestEngine(
  paper: RaraConfig["paper"],
  tradeFromMs: number,
  costs = configuredCosts(paper),
): EngineOptions {
  return { capital: paper.capital, costs, sizing: DEFAULT_SIZING, guards: [], tradeFromMs };
}

/** Runs a fresh session over selected bars. @throws StrategyFault when the strategy breaks its contract. */
export function runStrategy(
  session: StrategySession,
  bars: SelectedBars,
  engine: EngineOptions,
  calendar: MarketCalendar,
): StrategyRun {
  const whole = runBacktest(session, bars.candles, engine);
  const candles = sliceColumns(bars.candles, bars.warmupBars, bars.candles.length);
  const result = { ...whole, equity: whole.equity.subarray(bars.warmupBars) };
  return { candles, result, metrics: backtestMetrics(result, candles.openTimeMs, calendar, engine.capital), engine };
}

/** What a run paid, quote currency. */
export interface PaidCosts {
  readonly feeBps: number;
  readonly slippageBps: number;
  readonly feesQuote: number;
  readonly slippageQuote: number;
  readonly totalQuote: number;
}

/** Returns what a run paid in fees and through worse prices; take-profits pay no slippage. */
export function tradingCostsOf({ result, engine }: Pick<StrategyRun, "result" | "engine">): PaidCosts {
  const { feeBps, slippageBps } = engine.costs;
  const slip = slippageBps / 10_000;
  let feesQuote = 0;
  let slippageQuote = 0;
  for (const { side, purpose, quantity, price, feeQuote } of result.fills) {
    feesQuote += feeQuote;
    if (purpose === "take-profit") continue;
    // A buy filled at the reference x (1 + slip), a sell at x (1 - slip).
    slippageQuote += (quantity * price * slip) / (side === "buy" ? 1 + slip : 1 - slip);
  }
  return { feeBps, slippageBps, feesQuote, slippageQuote, totalQuote: feesQuote + slippageQuote };
}
