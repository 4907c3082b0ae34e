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
  type BarSeries,
  type ExecutionModel,
  type Liquidation,
  plainPortfolio,
  type PortfolioResult,
  runBacktest,
  runPortfolioBacktest,
} from "@rara-trading/simulation";
import type { PerformanceMetrics, StrategySession } from "@rara-trading/domain";
import type { RaraConfig } from "../config/config-schema.ts";
import { heldCloses } from "./held-closes.ts";
import type { FullModel } from "./simulation-model.ts";
import type { SelectedBars } from "./strategy-research-bars.ts";

/** Which model a run traded under, and what it could not know. */
interface RunModel {
  /** `plain`: market orders at the next open, fixed costs; `full`: everything that was configured besides. */
  readonly kind: "plain" | "full";
  /** Timeframe of the bars by which fills inside a bar were resolved; `null` where none were stored or needed. */
  readonly finerTimeframe: Timeframe | null;
  /** Bars that touched both stop-loss and take-profit, with nothing finer to tell: the worse of the two counted. */
  readonly ambiguousBars: number;
  /** Positions closed by force, full model only. */
  readonly liquidations?: readonly Liquidation[];
  /** Orders that ended without filling in full, full model only. */
  readonly unfilledOrders?: Readonly<Record<string, number>>;
}

/** Name of the only sleeve of a single strategy's account. */
const ONLY_SLEEVE = "strategy";

/** A backtest over the bars that traded, the warm-up left out. */
export interface StrategyRun {
  readonly candles: CandleColumns;
  readonly result: BacktestResult;
  readonly metrics: PerformanceMetrics;
  readonly engine: EngineOptions;
  readonly model: RunModel;
  readonly costs: PaidCosts;
  /** What holding one unit from the first bar on is worth at each close. */
  readonly heldClose: Float64Array;
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
  /** Everything that the plain model does not know; `undefined` for the plain model. */
  readonly full: FullModel | undefined;
}

/** Stop-losses and take-profits are the only fills of the plain model that happen inside a bar. */
function fillsInsideBars({ fills }: BacktestResult): boolean {
  return fills.some(({ purpose }) => purpose === "stop-loss" || purpose === "take-profit");
}

interface Simulated {
  readonly result: BacktestResult;
  readonly model: RunModel;
  readonly costs: PaidCosts;
}

function barSeries({ candles }: SelectedBars, { series, finer }: RunMarket): BarSeries {
  return { ...series, candles, ...(finer === undefined ? {} : { finer: finer.candles }) };
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
  const simple = { kind: "plain", finerTimeframe: null, ambiguousBars: 0 } as const;
  if (!fillsInsideBars(plain)) {
    return { result: plain, model: simple, costs: tradingCostsOf({ result: plain, engine }) };
  }
  const { instrument, timeframe } = market.series;
  const options = plainPortfolio(openSession(), instrument, timeframe, engine);
  const account = runPortfolioBacktest([barSeries(bars, market)], options);
  const result = market.finer === undefined ? plain : account;
  const finerTimeframe = market.finer?.timeframe ?? null;
  const model = { kind: "plain", finerTimeframe, ambiguousBars: account.ambiguousBars } as const;
  return { result, model, costs: tradingCostsOf({ result, engine }) };
}

function simulateFull(
  openSession: () => StrategySession,
  bars: SelectedBars,
  { capital, guards, tradeFromMs }: EngineOptions,
  market: RunMarket,
  { instrument, sizing, orders }: FullModel,
): Simulated {
  const account = runPortfolioBacktest([barSeries(bars, market)], {
    capital,
    tradeFromMs,
    instruments: [instrument],
    sleeves: [{ name: ONLY_SLEEVE, session: openSession(), ...market.series, sizing, orders, guards }],
  });
  const finerTimeframe = market.finer?.timeframe ?? null;
  const { ambiguousBars, liquidations, unfilledOrders } = account;
  const markTimeframe = instrument.mark?.timeframe ?? null;
  const model = {
    kind: "full",
    finerTimeframe,
    markTimeframe,
    ambiguousBars,
    liquidations,
    unfilledOrders,
  } as const;
  return { result: account, model, costs: accountCosts(account, instrument.execution) };
}

/** Runs fresh sessions over selected bars. @throws StrategyFault when the strategy breaks its contract. */
export function runStrategy(
  openSession: () => StrategySession,
  bars: SelectedBars,
  engine: EngineOptions,
  market: RunMarket,
): StrategyRun {
  const simulated =
    market.full === undefined
      ? simulatePlain(openSession, bars, engine, market)
      : simulateFull(openSession, bars, engine, market, market.full);
  const { result: whole, model, costs } = simulated;
  const candles = sliceColumns(bars.candles, bars.warmupBars, bars.candles.length);
  const result = { ...whole, equity: whole.equity.subarray(bars.warmupBars) };
  const metrics = backtestMetrics(result, candles.openTimeMs, market.calendar, engine.capital);
  const heldClose = heldCloses(candles, market.full?.instrument.actions ?? []);
  return { candles, result, metrics, engine, model, costs, heldClose };
}

/** What a run paid, quote currency. */
export interface PaidCosts {
  /** Of orders that take liquidity. */
  readonly feeBps: number;
  /** `null` where it is not a fixed one. */
  readonly slippageBps: number | null;
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

/** Returns what an account paid: fees and holding costs from its books, the rest from its executions. */
export function accountCosts({ amounts, markets }: PortfolioResult, { fees, slippage }: ExecutionModel): PaidCosts {
  const executed = (kind: "spreadQuote" | "slippageQuote" | "impactQuote" | "roundingQuote"): number =>
    markets.reduce((sum, { statistics }) => sum + statistics.costs[kind], 0);
  const slippageQuote = executed("slippageQuote");
  const rows: readonly (readonly [string, number])[] = [
    ["fees", -amounts.fee],
    ["spread", executed("spreadQuote")],
    ["slippage", slippageQuote],
    ["impact", executed("impactQuote")],
    ["rounding", executed("roundingQuote")],
    ["funding", -amounts.funding],
    ["borrow", -amounts.borrow],
    ["dividend", -amounts.dividend],
    ["split-cash", -amounts["split-cash"]],
    ["liquidation-fee", -amounts["liquidation-fee"]],
  ];
  const always = new Set(["fees", "slippage"]);
  const byKind = rows
    .filter(([kind, quote]) => always.has(kind) || quote !== 0)
    .map(([kind, quote]) => ({ kind, quote: quote + 0 }));
  return {
    feeBps: fees.takerBps,
    slippageBps: slippage.kind === "fixed-bps" ? slippage.slippageBps : null,
    feesQuote: -amounts.fee + 0,
    slippageQuote,
    totalQuote: rows.reduce((sum, [, quote]) => sum + quote, 0),
    byKind,
  };
}
