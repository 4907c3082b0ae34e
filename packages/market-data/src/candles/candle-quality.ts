import {
  type CandleColumns,
  type CandleGap,
  type MarketCalendar,
  type Timeframe,
  timeframeMs,
} from "@rara-trading/domain";
import { candleFault, type CandleFaultKind } from "./candle-fault.ts";
import { findGaps } from "./find-gaps.ts";

/** Bars of a kind that a report lists one by one; the rest is only counted. */
const EVIDENCE_BARS_MAX = 20;

/** A move of so many robust standard deviations is an outlier: a split, a wrong price, or a very bad day. */
const OUTLIER_DEVIATIONS = 25;

/** Median absolute deviations in a standard deviation of a normal distribution. */
const NORMAL_MAD = 1.4826;

/** How much of an outlier the next bar must take back for it to count as a spike. */
const REVERTED_SHARE = 0.8;

/** Bars of a kind: how many, how many in a row at most, and where the first ones are. */
export interface MarkedBars {
  readonly total: number;
  readonly longestRun: number;
  readonly firstMs: readonly number[];
}

/** A close far from the one before it. */
export interface OutlyingMove {
  readonly openTimeMs: number;
  /** ln(close / close before). */
  readonly logReturn: number;
  /** In robust standard deviations. */
  readonly deviations: number;
  /** Bars are missing between it and the one before. */
  readonly afterGap: boolean;
  /** The next bar takes most of it back, as after a wrong price. */
  readonly reverted: boolean;
}

/** What is noteworthy about a series of bars. None of it says that a bar is wrong but `faults`. */
export interface CandleQuality {
  readonly bars: number;
  readonly gaps: readonly CandleGap[];
  readonly missingBars: number;
  /** Bars that the store would refuse: inconsistent, duplicate, unsorted … */
  readonly faults: {
    readonly total: number;
    readonly byReason: Readonly<Partial<Record<CandleFaultKind, number>>>;
    readonly first: readonly { readonly openTimeMs: number; readonly reason: CandleFaultKind }[];
  };
  readonly zeroVolume: MarkedBars;
  /** Open, high, low and close are the same price. */
  readonly flat: MarkedBars;
  readonly outliers: {
    readonly total: number;
    /** Robust standard deviation of the log returns: 1.4826 x their median absolute value, zeros left out. */
    readonly deviation: number | null;
    /** The largest, largest first. */
    readonly largest: readonly OutlyingMove[];
  };
}

function markedBars(candles: CandleColumns, isMarked: (i: number) => boolean): MarkedBars {
  let total = 0;
  let run = 0;
  let longestRun = 0;
  const firstMs: number[] = [];
  for (let i = 0; i < candles.length; i++) {
    run = isMarked(i) ? run + 1 : 0;
    if (run === 0) continue;
    total++;
    longestRun = Math.max(longestRun, run);
    if (firstMs.length < EVIDENCE_BARS_MAX) firstMs.push(candles.openTimeMs[i] ?? NaN);
  }
  return { total, longestRun, firstMs };
}

function findFaults(candles: CandleColumns, barMs: number): CandleQuality["faults"] {
  const { openTimeMs, open, high, low, close, volume } = candles;
  const byReason: Partial<Record<CandleFaultKind, number>> = {};
  const first: { openTimeMs: number; reason: CandleFaultKind }[] = [];
  let total = 0;
  let previousMs = -Infinity;
  for (let i = 0; i < candles.length; i++) {
    const atMs = openTimeMs[i] ?? NaN;
    const prices = [open[i] ?? NaN, high[i] ?? NaN, low[i] ?? NaN, close[i] ?? NaN] as const;
    const reason = candleFault(barMs, previousMs, atMs, ...prices, volume[i] ?? NaN);
    if (atMs > previousMs) previousMs = atMs;
    if (reason === undefined) continue;
    total++;
    byReason[reason] = (byReason[reason] ?? 0) + 1;
    if (first.length < EVIDENCE_BARS_MAX) first.push({ openTimeMs: atMs, reason });
  }
  return { total, byReason, first };
}

function robustDeviation(returns: Float64Array): number | null {
  const sizes = returns
    .filter((value) => Number.isFinite(value) && value !== 0)
    .map(Math.abs)
    .sort();
  const middle = sizes[sizes.length >> 1];
  return middle === undefined ? null : NORMAL_MAD * middle;
}

function findOutliers(candles: CandleColumns, gaps: readonly CandleGap[]): CandleQuality["outliers"] {
  const { close, openTimeMs } = candles;
  const returns = close.map((price, i) => (i === 0 ? 0 : Math.log(price / (close[i - 1] ?? NaN))));
  const deviation = robustDeviation(returns);
  if (deviation === null) return { total: 0, deviation, largest: [] };
  const gapEnds = new Set(gaps.map(({ toMs }) => toMs));
  const moves: OutlyingMove[] = [];
  for (const [i, logReturn] of returns.entries()) {
    const deviations = Math.abs(logReturn) / deviation;
    if (!(deviations > OUTLIER_DEVIATIONS)) continue;
    const atMs = openTimeMs[i] ?? NaN;
    const next = (returns[i + 1] ?? 0) / logReturn;
    const reverted = next <= -REVERTED_SHARE && next >= -1 / REVERTED_SHARE;
    moves.push({ openTimeMs: atMs, logReturn, deviations, afterGap: gapEnds.has(atMs), reverted });
  }
  const largest = moves.toSorted((a, b) => b.deviations - a.deviations).slice(0, EVIDENCE_BARS_MAX);
  return { total: moves.length, deviation, largest };
}

/** Returns what is noteworthy about bars, whether they are valid or not: gaps, faults, bars without trades, outliers. */
export function candleQuality(candles: CandleColumns, timeframe: Timeframe, calendar: MarketCalendar): CandleQuality {
  const barMs = timeframeMs(timeframe);
  const { open, high, low, close, volume } = candles;
  const gaps = findGaps(calendar, barMs, candles.openTimeMs);
  return {
    bars: candles.length,
    gaps,
    missingBars: gaps.reduce((sum, { missingBars }) => sum + missingBars, 0),
    faults: findFaults(candles, barMs),
    zeroVolume: markedBars(candles, (i) => volume[i] === 0),
    flat: markedBars(candles, (i) => high[i] === low[i] && open[i] === close[i] && open[i] === high[i]),
    outliers: findOutliers(candles, gaps),
  };
}
