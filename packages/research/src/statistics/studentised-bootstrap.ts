import { meanOf } from "./variation.ts";
import { resampledSums, type StationaryResamples } from "./stationary-bootstrap.ts";

/** A model's performance in units of its own standard error, with its bootstrap distribution around the sample. */
export interface StudentisedModel {
  /** sqrt(n) mean / w. */
  readonly statistic: number;
  /** sqrt(n) (resampled mean - mean) / w, one a resample. */
  readonly deviations: Float64Array;
}

/**
 * Returns the long-run standard deviation w of a series under a stationary bootstrap of this mean block (Hansen 2005,
 * from Politis and Romano 1994): w^2 = g0 + 2 sum k_i g_i, k_i = (1 - i / n)(1 - q)^i + (i / n)(1 - q)^(n - i), q = 1 / mean block.
 * Terms with k_i below `kernelMin` are left out: unless said otherwise only those that are below rounding.
 */
export function longRunDeviation(
  returns: Float64Array,
  meanBlockDays: number,
  kernelMin: number = Number.EPSILON,
): number {
  const n = returns.length;
  const centre = meanOf(returns);
  const centred = returns.map((value) => value - centre);
  const stay = 1 - 1 / meanBlockDays;
  let variance = 0;
  for (let lag = 0; lag < n; lag++) {
    const kernel = lag === 0 ? 0.5 : (1 - lag / n) * stay ** lag + (lag / n) * stay ** (n - lag);
    if (kernel < kernelMin) continue;
    let products = 0;
    // Sound: lag <= i < n.
    for (let i = lag; i < n; i++) products += (centred[i] as number) * (centred[i - lag] as number);
    variance += (2 * kernel * products) / n;
  }
  return Math.sqrt(Math.max(0, variance));
}

/** Returns every model that varies in units of its standard error; the others are `null`. All series have the resamples' days. */
export function studentise(
  models: readonly Float64Array[],
  resamples: StationaryResamples,
): readonly (StudentisedModel | null)[] {
  const { days, count, meanBlockDays } = resamples;
  const totals = new Float64Array(days + 1);
  const root = Math.sqrt(days);
  return models.map((returns) => {
    const deviation = longRunDeviation(returns, meanBlockDays);
    const centre = meanOf(returns);
    // Equal values leave only the rounding of their mean.
    if (!(deviation > 1e-12 * Math.abs(centre))) return null;
    for (const [i, value] of returns.entries()) totals[i + 1] = (totals[i] ?? NaN) + value;
    const sums = new Float64Array(count);
    resampledSums(resamples, totals, sums);
    return {
      statistic: (root * centre) / deviation,
      deviations: sums.map((sum) => (root * (sum / days - centre)) / deviation),
    };
  });
}
