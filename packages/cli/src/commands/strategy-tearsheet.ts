import { type CandleColumns, DAY_MS, type Fill, instrumentParts, sliceColumns, utcDay } from "@rara-trading/domain";
import { buyAndHoldReturns } from "@rara-trading/research";
import {
  type BlindnessCheck,
  dailyReturns,
  dayEndIndices,
  meanEquity,
  type TearsheetMetrics,
  tearsheetMetrics,
} from "@rara-trading/simulation";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import { isoTime } from "../output/iso-time.ts";
import type { Tearsheet } from "../report/tearsheet.ts";
import type { NeighbourFigures } from "./strategy-neighbours.ts";
import type { OpenedSeries } from "./strategy-research-bars.ts";
import type { StrategyRun } from "./strategy-run.ts";
import type { StrategySubject } from "./strategy-subject.ts";

/** Bars drawn one by one at the end. */
const LAST_BARS = 120;

/** A backtest with everything that a document or a tearsheet needs. */
export interface FinishedBacktest {
  readonly subject: StrategySubject;
  readonly parameters: ParameterValues;
  readonly opened: OpenedSeries;
  readonly run: StrategyRun;
  readonly doubled: StrategyRun;
  readonly checks: readonly BlindnessCheck[];
  /** Sharpe ratio when every target acts one bar later. */
  readonly laggedSharpe: number | null;
  /** `null` for a strategy without parameters. */
  readonly neighbours: NeighbourFigures | null;
}

function day(atMs: number): string {
  return isoTime(atMs).slice(0, 10);
}

function quoteOf(instrument: string): string {
  const parts = instrumentParts(instrument);
  return parts === undefined || parts.kind === "ticker" ? "quote currency" : parts.quote;
}

function lastPart(candles: CandleColumns, fills: readonly Fill[]): Pick<Tearsheet, "lastBars" | "lastFills"> {
  const lastBars = sliceColumns(candles, Math.max(0, candles.length - LAST_BARS), candles.length);
  const fromMs = lastBars.openTimeMs[0] ?? 0;
  return { lastBars, lastFills: fills.filter(({ barOpenTimeMs }) => barOpenTimeMs >= fromMs) };
}

/** Returns every figure of a backtest, against holding the instrument over the same days. */
export function tearsheetFiguresOf({ opened, run }: FinishedBacktest): TearsheetMetrics {
  const { candles, result, engine, costs, heldClose } = run;
  const ends = dayEndIndices(candles.openTimeMs);
  return tearsheetMetrics({
    dailyReturns: dailyReturns(result.equity, candles.openTimeMs, engine.capital),
    dayMs: Float64Array.from(ends, (i) => utcDay(candles.openTimeMs[i] ?? NaN) * DAY_MS),
    benchmarkReturns: buyAndHoldReturns({ ...candles, close: heldClose }),
    calendar: opened.calendar,
    roundTrips: result.roundTrips,
    bars: result.equity.length,
    barsInPosition: result.barsInPosition,
    tradedNotional: result.tradedNotional,
    costsQuote: costs.totalQuote,
    meanEquity: meanEquity(result.equity) ?? engine.capital,
  });
}

/** Returns what the tearsheet of a backtest shows. */
export function tearsheetOf(finished: FinishedBacktest): Tearsheet {
  const { subject, parameters, opened, run, doubled, checks, laggedSharpe, neighbours } = finished;
  const { candles, result, engine, costs, heldClose } = run;
  const ends = dayEndIndices(candles.openTimeMs);
  const firstClose = heldClose[0] ?? NaN;
  return {
    name: subject.meta.name,
    description: subject.meta.description,
    artifactSha256: subject.sha256,
    parameters,
    instrument: opened.series.instrument,
    timeframe: opened.series.timeframe,
    fromDate: day(candles.openTimeMs[0] ?? 0),
    toDate: day(candles.openTimeMs.at(-1) ?? 0),
    currency: quoteOf(opened.series.instrument),
    metrics: run.metrics,
    figures: tearsheetFiguresOf(finished),
    doubledCosts: doubled.metrics,
    laggedSharpe,
    neighbours,
    equity: Array.from(ends, (i) => (result.equity[i] ?? 0) / engine.capital),
    hold: Array.from(ends, (i) => (heldClose[i] ?? 0) / firstClose),
    dailyReturns: dailyReturns(result.equity, candles.openTimeMs, engine.capital),
    candles,
    fills: result.fills,
    ...lastPart(candles, result.fills),
    costs: {
      ...costs,
      profitQuote: (result.equity.at(-1) ?? engine.capital) - engine.capital,
      tradedNotional: result.tradedNotional,
    },
    model: run.model,
    checks,
  };
}
