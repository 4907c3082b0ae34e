import {
  type CandleColumns,
  type MarketCalendar,
  type PerformanceMetrics,
  sliceColumns,
  StrategyFault,
  type StrategySession,
} from "@rara-trading/domain";
import {
  type BacktestMeasure,
  type BacktestResult,
  dailyReturns,
  dailyReturnsAt,
  dayEndIndices,
  type EngineOptions,
  meanEquity,
  measureBacktest,
  performanceMetrics,
  runBacktest,
  scaleReturns,
  volatilityFactor,
} from "@rara-trading/simulation";
import type { BarRange } from "./cut-folds.ts";

/** The history that windows are cut from, and how trades are simulated. */
export interface WindowMarket {
  readonly candles: CandleColumns;
  readonly calendar: MarketCalendar;
  /** `tradeFromMs` is set for each window. */
  readonly engine: EngineOptions;
}

/** A backtest that traded inside one window only. */
export interface WindowRun<Result extends BacktestMeasure = BacktestResult> {
  /** The bars of the window. */
  readonly candles: CandleColumns;
  /** Its equity covers the window's bars. */
  readonly result: Result;
}

/** One way to run a backtest. */
type RunBars<Result> = (
  session: StrategySession,
  candles: CandleColumns,
  options: EngineOptions,
  equity?: Float64Array,
) => Result;

/**
 * Runs a fresh session over a window. The bars before it, as many as the strategy declares, warm the session up without
 * trading; bars after it are not even in memory that the run can reach.
 * @throws StrategyFault when the strategy breaks its contract.
 */
export function runWindow(session: StrategySession, market: WindowMarket, window: BarRange): WindowRun {
  return runInside(runBacktest, session, market, window);
}

function runInside<Result extends BacktestMeasure>(
  run: RunBars<Result>,
  session: StrategySession,
  market: WindowMarket,
  window: BarRange,
  scratch?: Float64Array,
): WindowRun<Result> {
  const begin = Math.max(0, window.from - session.meta.warmupBars);
  const seen = sliceColumns(market.candles, begin, window.to);
  const tradeFromMs = market.candles.openTimeMs[window.from] ?? NaN;
  const whole = run(session, seen, { ...market.engine, tradeFromMs }, scratch?.subarray(0, seen.length));
  const warmedUp = window.from - begin;
  return {
    candles: sliceColumns(seen, warmedUp, seen.length),
    result: { ...whole, equity: whole.equity.subarray(warmedUp) },
  };
}

/** What one set of parameters came to, as the ledger keeps it. */
export interface WindowTrial {
  /** In the window, at 10 % volatility; `null` when the strategy failed. */
  readonly metrics: PerformanceMetrics | null;
  /** One a day of the whole history, 0 outside the window: it stood aside there. `null` when the strategy failed. */
  readonly dailyReturns: Float32Array | null;
}

/** Returns the metrics of a run brought to 10 % volatility. */
export function normalMetrics(
  { candles, result }: WindowRun<BacktestMeasure>,
  { calendar, engine }: WindowMarket,
): PerformanceMetrics {
  const returns = dailyReturns(result.equity, candles.openTimeMs, engine.capital);
  const factor = volatilityFactor(returns, calendar);
  return performanceMetrics({
    dailyReturns: scaleReturns(returns, factor),
    calendar,
    roundTrips: result.roundTrips,
    bars: result.equity.length,
    barsInPosition: result.barsInPosition,
    tradedNotional: result.tradedNotional * factor,
    meanEquity: meanEquity(result.equity) ?? engine.capital,
  });
}

/** Returns daily returns over the whole history of equity that moved inside a window only. */
export function historyReturns(
  equity: Float64Array,
  { candles, engine }: WindowMarket,
  window: BarRange,
): Float64Array {
  const last = equity.at(-1) ?? engine.capital;
  const ends = dayEndIndices(candles.openTimeMs);
  // By index: a sweep comes here for every set, and iterators cost more than the days.
  const marks = new Float64Array(ends.length);
  const places = new Int32Array(ends.length);
  for (let day = 0; day < ends.length; day++) {
    const end = ends[day] ?? -1;
    marks[day] = end < window.from ? engine.capital : end < window.to ? (equity[end - window.from] ?? NaN) : last;
    places[day] = day;
  }
  return dailyReturnsAt(marks, places, engine.capital);
}

/**
 * Evaluates a session on a window; a strategy that fails is a trial without figures. `scratch`, as long as the whole
 * history, spares the run a buffer of its own for the equity.
 */
export function evaluateWindow(
  openSession: () => StrategySession,
  market: WindowMarket,
  window: BarRange,
  scratch?: Float64Array,
): WindowTrial {
  let session: StrategySession | undefined;
  try {
    session = openSession();
    const run = runInside(measureBacktest, session, market, window, scratch);
    const returns = historyReturns(run.result.equity, market, window);
    return { metrics: normalMetrics(run, market), dailyReturns: Float32Array.from(returns) };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return { metrics: null, dailyReturns: null };
  } finally {
    session?.[Symbol.dispose]?.();
  }
}
