import type { CandleColumns } from "@rara-trading/domain";
import { correlation, meanOf } from "../statistics/variation.ts";

/** Lags, in bars, at which returns and their sizes are correlated with themselves. */
const RETURN_LAGS = [1, 2, 3, 5, 10, 20] as const;
const SIZE_LAGS = [1, 5, 20] as const;
/** Horizons, in bars, of the variance ratio and of the trend efficiency. */
const HORIZONS = [5, 20, 60] as const;
/** Bars that a bar's volume and range are compared with. */
const PROFILE_BARS = 20;
/** A gap counts when it is larger than this share of the mean range of the bars before. */
const GAP_SHARE = 0.25;
/** Efficiency above which a stretch counts as a trend; a random walk of 20 bars has about 0.2. */
const TREND_EFFICIENCY = 0.4;

/** A figure at a lag or horizon, in bars; `null` when it is undefined. */
export interface FigureAt {
  readonly bars: number;
  readonly value: number | null;
}

/**
 * What a market is like, in numbers that name neither it nor its time: no prices, no dates. Every figure of a bar looks
 * back only; `null` means undefined (too few bars, no variance).
 */
export interface MarketFeatures {
  readonly bars: number;
  /** Standard deviation of logarithmic returns per bar, and the same of the last quarter. */
  readonly volatility: number | null;
  readonly recentVolatility: number | null;
  /** Mean return over its standard deviation, per bar. */
  readonly drift: number | null;
  readonly skewness: number | null;
  /** Kurtosis minus 3. */
  readonly excessKurtosis: number | null;
  readonly returnAutocorrelation: readonly FigureAt[];
  /** Of the returns' sizes: whether calm and storm come in stretches. */
  readonly sizeAutocorrelation: readonly FigureAt[];
  /** Variance of k-bar returns over k times that of one bar: above 1 trends, below 1 reverts (Lo and MacKinlay 1988). */
  readonly varianceRatio: readonly FigureAt[];
  /** Share of stretches whose net move is more than 40 % of the way travelled (Kaufman's efficiency ratio). */
  readonly trendShare: readonly FigureAt[];
  /** Share of bars that open further from the close before than a quarter of the mean range, and their mean size in ranges. */
  readonly gapShare: number | null;
  readonly gapSize: number | null;
  /** Mean (high - low) / close. */
  readonly range: number | null;
  /** Mean place of the close within its bar: 0 at the low, 1 at the high. */
  readonly closePlace: number | null;
  /** Volume over the mean of the 20 bars before: its tenth, fiftieth and ninetieth percentile. */
  readonly volumeProfile: { readonly low: number | null; readonly middle: number | null; readonly high: number | null };
  /** Correlation of a bar's volume with the size of its return. */
  readonly volumeSizeCorrelation: number | null;
}

/** Returns the features of a span. Give it research bars and no others: everything in it reaches a model. */
export function marketFeatures(candles: CandleColumns): MarketFeatures {
  const returns = logReturns(candles.close);
  const sizes = returns.map((value) => Math.abs(value));
  const gaps = gapsInRanges(candles);
  const profile = volumeRatios(candles.volume).toSorted();
  const volatility = spread(returns);
  const volume = candles.volume.subarray(1);
  return {
    bars: candles.length,
    volatility,
    recentVolatility: spread(returns.subarray(Math.floor(returns.length * 0.75))),
    drift: volatility === null ? null : finite(meanOf(returns) / volatility),
    skewness: standardisedMoment(returns, 3),
    excessKurtosis: finite((standardisedMoment(returns, 4) ?? Number.NaN) - 3),
    returnAutocorrelation: RETURN_LAGS.map((bars) => ({ bars, value: autocorrelation(returns, bars) })),
    sizeAutocorrelation: SIZE_LAGS.map((bars) => ({ bars, value: autocorrelation(sizes, bars) })),
    varianceRatio: HORIZONS.map((bars) => ({ bars, value: varianceRatio(returns, bars) })),
    trendShare: HORIZONS.map((bars) => ({ bars, value: trendShare(candles.close, bars) })),
    gapShare: finite(gaps.filter((gap) => gap > GAP_SHARE).length / gaps.length),
    gapSize: finite(meanOf(gaps)),
    range: meanOfBars(candles, (i) => (at(candles.high, i) - at(candles.low, i)) / at(candles.close, i)),
    closePlace: meanOfBars(candles, (i) => {
      const range = at(candles.high, i) - at(candles.low, i);
      return range > 0 ? (at(candles.close, i) - at(candles.low, i)) / range : 0.5;
    }),
    volumeProfile: { low: quantile(profile, 0.1), middle: quantile(profile, 0.5), high: quantile(profile, 0.9) },
    volumeSizeCorrelation: correlation(volume, sizes),
  };
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function logReturns(close: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.max(0, close.length - 1) }, (_, i) =>
    Math.log(at(close, i + 1) / at(close, i)),
  );
}

function spread(values: Float64Array): number | null {
  const second = centralMoment(values, 2);
  return second > 0 ? Math.sqrt(second) : null;
}

function centralMoment(values: Float64Array, order: number): number {
  const centre = meanOf(values);
  return meanOf(values.map((value) => (value - centre) ** order));
}

function standardisedMoment(values: Float64Array, order: number): number | null {
  const deviation = spread(values);
  return deviation === null ? null : finite(centralMoment(values, order) / deviation ** order);
}

function autocorrelation(values: Float64Array, lag: number): number | null {
  return values.length <= lag + 1 ? null : correlation(values.subarray(0, -lag), values.subarray(lag));
}

/** Overlapping sums, without the small-sample correction. */
function varianceRatio(returns: Float64Array, horizon: number): number | null {
  const one = centralMoment(returns, 2);
  const sums = Float64Array.from({ length: Math.max(0, returns.length - horizon + 1) }, (_, i) =>
    returns.subarray(i, i + horizon).reduce((sum, value) => sum + value, 0),
  );
  const mean = meanOf(returns) * horizon;
  return one > 0 ? finite(meanOf(sums.map((sum) => (sum - mean) ** 2)) / (horizon * one)) : null;
}

function trendShare(close: Float64Array, horizon: number): number | null {
  let trends = 0;
  let stretches = 0;
  for (let end = horizon; end < close.length; end += horizon) {
    let way = 0;
    for (let i = end - horizon + 1; i <= end; i++) way += Math.abs(at(close, i) - at(close, i - 1));
    if (way > 0 && Math.abs(at(close, end) - at(close, end - horizon)) / way > TREND_EFFICIENCY) trends++;
    stretches++;
  }
  return stretches === 0 ? null : trends / stretches;
}

/** Returns |open - close before| over the mean range of the bars before, from the bar on that has enough of them. */
function gapsInRanges({ open, high, low, close }: CandleColumns): Float64Array {
  const gaps: number[] = [];
  for (let i = PROFILE_BARS; i < close.length; i++) {
    let range = 0;
    for (let j = i - PROFILE_BARS; j < i; j++) range += at(high, j) - at(low, j);
    if (range > 0) gaps.push((Math.abs(at(open, i) - at(close, i - 1)) * PROFILE_BARS) / range);
  }
  return Float64Array.from(gaps);
}

function volumeRatios(volume: Float64Array): Float64Array {
  const ratios: number[] = [];
  for (let i = PROFILE_BARS; i < volume.length; i++) {
    const before = meanOf(volume.subarray(i - PROFILE_BARS, i));
    if (before > 0) ratios.push(at(volume, i) / before);
  }
  return Float64Array.from(ratios);
}

function meanOfBars({ length }: CandleColumns, figure: (index: number) => number): number | null {
  return finite(meanOf(Float64Array.from({ length }, (_, i) => figure(i))));
}

/** The value below which that share lies (nearest rank). */
function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}
