import { type CandleColumns, type Fill, instrumentParts, sliceColumns } from "@rara-trading/domain";
import { type BlindnessCheck, dailyReturns, dayEndIndices } from "@rara-trading/simulation";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import { isoTime } from "../output/iso-time.ts";
import type { Tearsheet } from "../report/tearsheet.ts";
import {
  drawdownsOf,
  monthlyReturns,
  rollingSharpe,
  underwaterOf,
  yearlyReturns,
} from "../report/tearsheet-figures.ts";
import type { OpenedSeries } from "./strategy-research-bars.ts";
import { type StrategyRun, tradingCostsOf } from "./strategy-run.ts";
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

/** Returns what the tearsheet of a backtest shows. */
export function tearsheetOf({ subject, parameters, opened, run, doubled, checks }: FinishedBacktest): Tearsheet {
  const { candles, result, metrics, engine } = run;
  const ends = dayEndIndices(candles.openTimeMs);
  const dayMs = Array.from(ends, (i) => candles.openTimeMs[i] ?? 0);
  const equity = Array.from(ends, (i) => (result.equity[i] ?? 0) / engine.capital);
  const firstOpen = candles.open[0] ?? NaN;
  const returns = dailyReturns(result.equity, candles.openTimeMs, engine.capital);
  const series = { dayMs, returns };
  const underwater = underwaterOf(equity);
  const { fromMs, ...rolling } = rollingSharpe(series, opened.calendar);
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
    metrics,
    doubledCosts: doubled.metrics,
    equity,
    hold: Array.from(ends, (i) => (candles.close[i] ?? 0) / firstOpen),
    underwater,
    dailyReturns: returns,
    months: monthlyReturns(series),
    years: yearlyReturns(series),
    rollingSharpe: { ...rolling, fromDate: day(fromMs) },
    drawdowns: drawdownsOf(dayMs, underwater),
    candles,
    fills: result.fills,
    ...lastPart(candles, result.fills),
    costs: {
      ...tradingCostsOf(run),
      profitQuote: (result.equity.at(-1) ?? engine.capital) - engine.capital,
      tradedNotional: result.tradedNotional,
    },
    checks,
  };
}
