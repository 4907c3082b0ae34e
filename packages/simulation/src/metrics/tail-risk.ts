import { mean, standardDeviation } from "./moments.ts";
import { sharpeSampleOf } from "./probabilistic-sharpe-ratio.ts";
import type { TailFigures } from "./tearsheet-metrics.ts";

/** Share of the days on the far side of the value at risk. */
export const TAIL_SHARE = 0.05;
/** Standard normal quantile of TAIL_SHARE. */
const TAIL_DEVIATIONS = -1.6448536269514722;
/** Standard normal density at TAIL_DEVIATIONS. */
const TAIL_DENSITY = 0.10313564037537128;

/**
 * Returns the quantile at `share` of the values, between neighbours by straight line (Hyndman and Fan 1996, type 7, the
 * default of NumPy); `null` of no values.
 */
export function quantile(values: Float64Array, share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (place - below) * (high - low);
}

/** Returns the daily loss that a share of TAIL_SHARE of the days reaches: minus the quantile (Jorion 2006); `null` of no days. */
export function valueAtRisk(returns: Float64Array): number | null {
  const at = quantile(returns, TAIL_SHARE);
  return at === null ? null : 0 - at;
}

/** Returns the mean loss of the days at or beyond the value at risk (Rockafellar and Uryasev 2000); `null` of no days. */
export function conditionalValueAtRisk(returns: Float64Array): number | null {
  const at = quantile(returns, TAIL_SHARE);
  if (at === null) return null;
  const beyond = mean(returns.filter((value) => value <= at));
  return beyond === null ? null : 0 - beyond;
}

/** Returns -(mean + z sd) with z the normal quantile of TAIL_SHARE (RiskMetrics 1996); `null` below two days. */
function normalValueAtRisk(returns: Float64Array): number | null {
  const centre = mean(returns);
  const deviation = standardDeviation(returns);
  return centre === null || deviation === null ? null : 0 - (centre + TAIL_DEVIATIONS * deviation);
}

/** Returns -mean + sd density(z) / TAIL_SHARE, the expected shortfall of a normal sample (McNeil, Frey and Embrechts 2005, 2.2.4); `null` below two days. */
function normalConditionalValueAtRisk(returns: Float64Array): number | null {
  const centre = mean(returns);
  const deviation = standardDeviation(returns);
  return centre === null || deviation === null ? null : -centre + (deviation * TAIL_DENSITY) / TAIL_SHARE;
}

/** Returns |95 % quantile| / |5 % quantile| (quantstats); `null` where the lower one is 0. */
export function tailRatio(returns: Float64Array): number | null {
  const upper = quantile(returns, 1 - TAIL_SHARE);
  const lower = quantile(returns, TAIL_SHARE);
  return upper === null || lower === null || lower === 0 ? null : Math.abs(upper / lower);
}

/** Returns the shape of daily returns: population moments as in `sharpeSampleOf`, and the losses of the tail. */
export function tailFigures(returns: Float64Array): TailFigures {
  const sample = sharpeSampleOf(returns);
  return {
    skewness: sample?.skewness ?? null,
    excessKurtosis: sample === null ? null : sample.kurtosis - 3,
    valueAtRisk: valueAtRisk(returns),
    normalValueAtRisk: normalValueAtRisk(returns),
    conditionalValueAtRisk: conditionalValueAtRisk(returns),
    normalConditionalValueAtRisk: normalConditionalValueAtRisk(returns),
  };
}
