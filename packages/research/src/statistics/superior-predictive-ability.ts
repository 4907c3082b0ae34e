import { singleStepPValue } from "./reality-check.ts";
import type { StationaryResamples } from "./stationary-bootstrap.ts";
import { studentise } from "./studentised-bootstrap.ts";

/** P-values of "no model earns more than 0", by how many losing models count; lower <= consistent <= upper. */
export interface SuperiorAbility {
  /** Largest studentised mean, 0 at least. */
  readonly statistic: number;
  readonly lower: number;
  readonly consistent: number;
  readonly upper: number;
}

/**
 * Tests whether the best of several models earns more than 0 (Hansen 2005): studentised, and recentred by each model's
 * mean only where its statistic is at least -sqrt(2 ln ln n), so that hopeless models do not hide a good one. Models that
 * never vary are left out; `null` when none is left. All series have the resamples' days.
 */
export function superiorAbility(
  models: readonly Float64Array[],
  resamples: StationaryResamples,
): SuperiorAbility | null {
  const studentised = studentise(models, resamples).filter((model) => model !== null);
  if (studentised.length === 0) return null;
  const threshold = -Math.sqrt(2 * Math.log(Math.log(resamples.days)));
  const maxima = { lower: zeros(), consistent: zeros(), upper: zeros() };
  function zeros(): Float64Array {
    return new Float64Array(resamples.count);
  }
  let best = 0;
  for (const { statistic, deviations } of studentised) {
    best = Math.max(best, statistic);
    // A resampled mean less max(mean, 0), less the mean where it is not hopeless, less the mean.
    const shifts = { lower: Math.min(statistic, 0), consistent: statistic >= threshold ? 0 : statistic, upper: 0 };
    for (const [b, deviation] of deviations.entries()) {
      maxima.lower[b] = Math.max(maxima.lower[b] ?? NaN, deviation + shifts.lower);
      maxima.consistent[b] = Math.max(maxima.consistent[b] ?? NaN, deviation + shifts.consistent);
      maxima.upper[b] = Math.max(maxima.upper[b] ?? NaN, deviation + shifts.upper);
    }
  }
  return {
    statistic: best,
    lower: singleStepPValue(best, maxima.lower.sort()),
    consistent: singleStepPValue(best, maxima.consistent.sort()),
    upper: singleStepPValue(best, maxima.upper.sort()),
  };
}
