import { normalCdf, normalQuantile } from "./normal-distribution.ts";

/** A Sharpe ratio with what its uncertainty depends on. Everything per period, nothing annualised. */
export interface SharpeSample {
  /** Mean / standard deviation of the per-period returns. */
  readonly sharpe: number;
  /** Number of returns. */
  readonly count: number;
  readonly skewness: number;
  /** Not reduced by 3: a normal sample has 3. */
  readonly kurtosis: number;
}

/** Variance of the estimated Sharpe ratio x number of returns (Mertens 2002). */
function varianceFactor(sample: Omit<SharpeSample, "count">): number {
  return 1 - sample.skewness * sample.sharpe + ((sample.kurtosis - 1) / 4) * sample.sharpe ** 2;
}

/** Returns the standard error of a per-period Sharpe ratio, with `count - 1` in the denominator (Mertens 2002). */
export function sharpeStandardError(sample: SharpeSample): number {
  return Math.sqrt(varianceFactor(sample) / (sample.count - 1));
}

/**
 * Returns the probability that the true per-period Sharpe ratio exceeds `benchmark`, given the sample
 * (Bailey and López de Prado 2012); `null` for fewer than two returns or moments that no sample can have.
 */
export function probabilisticSharpe(sample: SharpeSample, benchmark: number): number | null {
  const error = sharpeStandardError(sample);
  if (sample.count < 2 || !(error > 0)) return null;
  return normalCdf((sample.sharpe - benchmark) / error);
}

/**
 * Returns how many returns it takes until the probabilistic Sharpe ratio reaches 1 - `alpha`
 * (Bailey and López de Prado 2012); `null` when the Sharpe ratio does not exceed the benchmark, so that no length does.
 */
export function minimumTrackRecord(
  sample: Omit<SharpeSample, "count">,
  benchmark: number,
  alpha: number,
): number | null {
  if (!(sample.sharpe > benchmark)) return null;
  return 1 + varianceFactor(sample) * (normalQuantile(1 - alpha) / (sample.sharpe - benchmark)) ** 2;
}
