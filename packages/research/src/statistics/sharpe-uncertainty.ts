import type { SharpeSample } from "@rara-trading/simulation";
import { normalQuantile } from "./normal-distribution.ts";

/** Variance of the estimated per-period Sharpe ratio x number of returns (Mertens 2002). */
function varianceFactor(sample: Omit<SharpeSample, "count">): number {
  return 1 - sample.skewness * sample.sharpe + ((sample.kurtosis - 1) / 4) * sample.sharpe ** 2;
}

/** Returns the standard error of a per-period Sharpe ratio, with `count - 1` in the denominator (Mertens 2002). */
export function mertensStandardError(sample: SharpeSample): number {
  return Math.sqrt(varianceFactor(sample) / (sample.count - 1));
}

/**
 * Returns how many returns it takes until the probabilistic Sharpe ratio against `benchmark` (per period) reaches
 * 1 - `alpha` (Bailey and López de Prado 2012); `null` when the Sharpe ratio does not exceed the benchmark, so that no
 * number does.
 */
export function minimumTrackRecord(
  sample: Omit<SharpeSample, "count">,
  benchmark: number,
  alpha: number,
): number | null {
  if (!(sample.sharpe > benchmark)) return null;
  return 1 + varianceFactor(sample) * (normalQuantile(1 - alpha) / (sample.sharpe - benchmark)) ** 2;
}
