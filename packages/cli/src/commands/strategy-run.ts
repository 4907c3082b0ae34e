import {
  type CandleColumns,
  DEFAULT_SIZING,
  type MarketCalendar,
  type SeriesKey,
  sliceColumns,
  type Timeframe,
  type TradingCosts,
} from "@rara-trading/domain";
import type { FinestCandles } from "@rara-trading/market-data";
import {
  backtestMetrics,
  type BacktestResult,
  type EngineOptions,
  plainPortfolio,
  runBacktest,
  runPortfolioBacktest,
} from "@rara-trading/simulation";
import type { PerformanceMetrics, StrategySession } from "@rara-trading/domain";
import type { RaraConfig } from "../config/config-schema.ts";
import type { SelectedBars } from "./strategy-research-bars.ts";

/** Which model a run traded under, and what it could not know. */
export interface RunModel {
  /** `plain`: market orders at the next open, fixed costs; `full`: everything that was configured besides. */
  readonly kind: "plain" | "full";
  /** Timeframe of the bars by which fills inside a bar were resolved; `null` where none were stored or needed. */
  readonly finerTimeframe: Timeframe | null;
  /** Bars that touched both stop-loss and take-profit, with nothing finer to tell: the worse of the two counted. */
  readonly ambiguousBars: number;
}

/** A backtest over the bars that traded, the warm-up left out. */
export interface StrategyRun {
  readonly candles: CandleColumns;
  readonly result: BacktestResult;
  readonly metrics: PerformanceMetrics;
  readonly engine: EngineOptions;
  readonly model: RunModel;
  readonly costs: PaidCosts;
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

/** What a run trades on. */
export interface RunMarket {
  readonly series: SeriesKey;
  readonly calendar: MarketCalendar;
  /** The finest stored bars inside those that are traded, if there are finer ones. */
  readonly finer: FinestCandles | undefined;
}

/** Stop-losses and take-profits are the only fills of the plain model that happen inside a bar. */
function fillsInsideBars({ fills }: BacktestResult): boolean {
  return fills.some(({ purpose }) => purpose === "stop-loss" || purpose === "take-profit");
}

interface Simulated {
  readonly result: BacktestResult;
  readonly model: RunModel;
}

/**
 * Runs the fast engine, and where a fill happened inside a bar the account engine over the same rules as well: it makes
 * the same fills, looks into finer bars where there are some, and counts the bars that nothing could tell apart.
 */
function simulatePlain(
  openSession: () => StrategySession,
  bars: SelectedBars,
  engine: EngineOptions,
  market: RunMarket,
): Simulated {
  const plain = runBacktest(openSession(), bars.candles, engine);
  if (!fillsInsideBars(plain))
    return { result: plain, model: { kind: "plain", finerTimeframe: null, ambiguousBars: 0 } };
  const { instrument, timeframe } = market.series;
  const { finer } = market;
  const series = {
    instrument,
    timeframe,
    candles: bars.candles,
    ...(finer === undefined ? {} : { finer: finer.candles }),
  };
  const account = runPortfolioBacktest([series], plainPortfolio(openSession(), instrument, timeframe, engine));
  const { ambiguousBars } = account;
  return {
    result: finer === undefined ? plain : account,
    model: { kind: "plain", finerTimeframe: finer?.timeframe ?? null, ambiguousBars },
  };
}

/** Runs fresh sessions over selected bars. @throws StrategyFault when the strategy breaks its contract. */
export function runStrategy(
  openSession: () => StrategySession,
  bars: SelectedBars,
  engine: EngineOptions,
  market: RunMarket,
): StrategyRun {
  const { result: whole, model } = simulatePlain(openSession, bars, engine, market);
  const candles = sliceColumns(bars.candles, bars.warmupBars, bars.candles.length);
  const result = { ...whole, equity: whole.equity.subarray(bars.warmupBars) };
  const metrics = backtestMetrics(result, candles.openTimeMs, market.calendar, engine.capital);
  return { candles, result, metrics, engine, model, costs: tradingCostsOf({ result, engine }) };
}

/** What a run paid, quote currency. */
export interface PaidCosts {
  readonly feeBps: number;
  readonly slippageBps: number;
  readonly feesQuote: number;
  readonly slippageQuote: number;
  readonly totalQuote: number;
  /** The same and whatever else was paid, by kind; below 0 was received. */
  readonly byKind: readonly { readonly kind: string; readonly quote: number }[];
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
  const byKind = [
    { kind: "fees", quote: feesQuote },
    { kind: "slippage", quote: slippageQuote },
  ];
  return { feeBps, slippageBps, feesQuote, slippageQuote, totalQuote: feesQuote + slippageQuote, byKind };
}
