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
 * Weights that fall by a factor a day are running sums, so every lag counts and a day costs a few products.
 */
export function longRunDeviation(returns: Float64Array, meanBlockDays: number): number {
  const n = returns.length;
  const centre = meanOf(returns);
  const stay = 1 - 1 / meanBlockDays;
  // From here on a block that wraps around the end can still reach the first days.
  const wraps = n - Math.min(n, Math.ceil(Math.log(Number.EPSILON) / Math.log(stay)));
  let variance = 0;
  // Sums over the days before t: of stay^i x[t - i], of i stay^i x[t - i], of stay^u x[u], of u stay^u x[u].
  let before = 0;
  let beforeByLag = 0;
  let first = 0;
  let firstByDay = 0;
  let decay = 1;
  let wrap = stay ** (n - wraps);
  for (let t = 0; t < n; t++) {
    // Sound: t < n.
    const value = (returns[t] as number) - centre;
    let weighed = before - beforeByLag / n;
    if (t >= wraps) {
      weighed += (wrap * (t * first - firstByDay)) / n;
      wrap /= stay;
    }
    variance += value * (value + 2 * weighed);
    beforeByLag = stay * (beforeByLag + before + value);
    before = stay * (before + value);
    first += decay * value;
    firstByDay += decay * t * value;
    decay *= stay;
  }
  return Math.sqrt(Math.max(0, variance / n));
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
