import { daysPerYear, type MarketCalendar } from "@rara-trading/domain";
import type { RoundTrip } from "../backtest/round-trips.ts";
import { benchmarkFigures } from "./benchmark-figures.ts";
import { monthlyReturns, yearlyReturns } from "./calendar-returns.ts";
import { compound } from "./drawdown.ts";
import { drawdownFigures, martinRatio } from "./drawdown-periods.ts";
import { mean, standardDeviation } from "./moments.ts";
import { probabilisticSharpeRatio, sharpeSampleOf } from "./probabilistic-sharpe-ratio.ts";
import { annualisedReturn, sharpeRatio, sortinoRatio } from "./ratios.ts";
import { commonSenseRatio, gainToPainRatio, omegaRatio, smartSharpeRatio } from "./reward-ratios.ts";
import { rollingSeries } from "./rolling-series.ts";
import { tailFigures, tailRatio } from "./tail-risk.ts";
import type { ActivityFigures, RatioFigures, ReturnFigures, TearsheetMetrics } from "./tearsheet-metrics.ts";
import { longestRun, tradeFigures } from "./trade-figures.ts";

/** Days in a rolling window unless asked otherwise: half a year of sessions. */
const ROLLING_DAYS = 126;

/** What a tearsheet is computed from. The three daily series are equally long. */
export interface TearsheetInput {
  /** One simple return a day. */
  readonly dailyReturns: Float64Array;
  /** UTC midnight that begins each day, in order. */
  readonly dayMs: Float64Array;
  /** Daily returns of the benchmark on the same days. */
  readonly benchmarkReturns: Float64Array | null;
  readonly calendar: MarketCalendar;
  readonly roundTrips: readonly RoundTrip[];
  readonly bars: number;
  readonly barsInPosition: number;
  /** Sum of quantity x price over all fills, quote currency. */
  readonly tradedNotional: number;
  /** Fees and whatever else trading cost, quote currency. */
  readonly costsQuote: number;
  /** Mean of the equity marks, quote currency. */
  readonly meanEquity: number;
  /** Days in a rolling window; 126 unless given. */
  readonly rollingDays?: number;
}

function shareOfGains(values: Float64Array): number | null {
  const moved = values.filter((value) => value !== 0);
  return moved.length === 0 ? null : moved.filter((value) => value > 0).length / moved.length;
}

function extremes(values: Float64Array): { best: number | null; worst: number | null } {
  if (values.length === 0) return { best: null, worst: null };
  const sorted = values.toSorted();
  return { best: sorted.at(-1) ?? null, worst: sorted[0] ?? null };
}

function returnFigures(
  days: Float64Array,
  months: Float64Array,
  years: Float64Array,
  daysAYear: number,
): ReturnFigures {
  const total = (compound(days).at(-1) ?? 1) - 1;
  const deviation = standardDeviation(days);
  const [day, month, year] = [extremes(days), extremes(months), extremes(years)];
  return {
    total,
    cagr: annualisedReturn(total, days.length, daysAYear),
    annualisedVolatility: deviation === null ? null : deviation * Math.sqrt(daysAYear),
    bestDay: day.best,
    worstDay: day.worst,
    bestMonth: month.best,
    worstMonth: month.worst,
    bestYear: year.best,
    worstYear: year.worst,
    dailyWinRate: shareOfGains(days),
    monthlyWinRate: shareOfGains(months),
    yearlyWinRate: shareOfGains(years),
    averageGainingDay: mean(days.filter((value) => value > 0)),
    averageLosingDay: mean(days.filter((value) => value < 0)),
    longestGainDays: longestRun(days, (value) => value > 0),
    longestLossDays: longestRun(days, (value) => value < 0),
  };
}

interface RatioBasis {
  readonly days: Float64Array;
  readonly months: Float64Array;
  readonly daysAYear: number;
  readonly cagr: number | null;
  readonly maxDrawdown: number;
  readonly ulcer: number | null;
}

function ratioFigures({ days, months, daysAYear, cagr, maxDrawdown, ulcer }: RatioBasis): RatioFigures {
  const sharpe = sharpeRatio(days, daysAYear);
  const sample = sharpeSampleOf(days);
  const tail = tailRatio(days);
  return {
    sharpe,
    smartSharpe: smartSharpeRatio(days, sharpe, daysAYear),
    probabilisticSharpe: sample === null ? null : probabilisticSharpeRatio(sample, 0),
    sortino: sortinoRatio(days, daysAYear),
    calmar: cagr === null || maxDrawdown === 0 ? null : cagr / maxDrawdown,
    omega: omegaRatio(days),
    gainToPain: gainToPainRatio(months),
    martin: martinRatio(cagr, ulcer),
    tailRatio: tail,
    commonSense: commonSenseRatio(days, tail),
  };
}

function activityFigures(input: TearsheetInput, years: number): ActivityFigures {
  const yearly = (quote: number): number | null =>
    years === 0 || !(input.meanEquity > 0) ? null : quote / input.meanEquity / years;
  return {
    exposure: input.bars === 0 ? null : input.barsInPosition / input.bars,
    turnover: yearly(input.tradedNotional),
    costsQuote: input.costsQuote,
    costDrag: yearly(input.costsQuote),
  };
}

/** Returns everything a tearsheet shows; undefined figures are `null`, so the result survives JSON unchanged. */
export function tearsheetMetrics(input: TearsheetInput): TearsheetMetrics {
  const { dailyReturns, dayMs, benchmarkReturns } = input;
  const daysAYear = daysPerYear(input.calendar);
  const years = dailyReturns.length / daysAYear;
  const months = monthlyReturns(dailyReturns, dayMs);
  const monthValues = Float64Array.from(months, ({ value }) => value);
  const yearTable = yearlyReturns(months);
  const returns = returnFigures(
    dailyReturns,
    monthValues,
    Float64Array.from(yearTable, ({ value }) => value),
    daysAYear,
  );
  const drawdown = drawdownFigures(dailyReturns, dayMs, returns.total);
  return {
    span: { days: dailyReturns.length, years, firstDayMs: dayMs[0] ?? null, lastDayMs: dayMs.at(-1) ?? null },
    returns,
    ratios: ratioFigures({
      days: dailyReturns,
      months: monthValues,
      daysAYear,
      cagr: returns.cagr,
      maxDrawdown: drawdown.maximum,
      ulcer: drawdown.ulcerIndex,
    }),
    tail: tailFigures(dailyReturns),
    drawdown,
    trades: tradeFigures(input.roundTrips),
    activity: activityFigures(input, years),
    benchmark: benchmarkReturns === null ? null : benchmarkFigures(dailyReturns, benchmarkReturns, daysAYear),
    monthlyReturns: months,
    yearlyReturns: yearTable,
    rolling: rollingSeries({
      dailyReturns,
      dayMs,
      benchmarkReturns,
      windowDays: input.rollingDays ?? ROLLING_DAYS,
      daysAYear,
    }),
  };
}
