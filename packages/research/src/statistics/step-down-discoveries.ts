import type { StationaryResamples } from "./stationary-bootstrap.ts";
import { studentise, type StudentisedModel } from "./studentised-bootstrap.ts";

/** Returns the value that at most a share `alpha` of the resampled maxima over `models` exceeds. */
function criticalValue(models: readonly StudentisedModel[], count: number, alpha: number): number {
  const maxima = Float64Array.from({ length: count }, (_, b) =>
    models.reduce((highest, { deviations }) => Math.max(highest, deviations[b] ?? NaN), -Infinity),
  ).sort();
  return maxima[Math.min(count - 1, Math.ceil((1 - alpha) * (count + 1)) - 1)] ?? Infinity;
}

/**
 * Returns which models earn more than 0, with a chance of at most `alpha` that one of them does not (StepM, Romano and
 * Wolf 2005, studentised): reject those above the quantile of the largest, drop them, and repeat with the rest until none is
 * rejected. A model that never varies is not rejected. All series have the resamples' days; wants at least 1 / alpha resamples.
 */
export function stepDownDiscoveries(
  models: readonly Float64Array[],
  resamples: StationaryResamples,
  alpha: number,
): readonly boolean[] {
  const studentised = studentise(models, resamples);
  const rejected = models.map(() => false);
  // Every round rejects a model or ends.
  for (let round = 0; round < models.length; round++) {
    const left = studentised.filter((model, k) => model !== null && rejected[k] === false) as StudentisedModel[];
    const critical = criticalValue(left, resamples.count, alpha);
    let found = 0;
    for (const [k, model] of studentised.entries()) {
      if (model === null || rejected[k] === true || !(model.statistic > critical)) continue;
      rejected[k] = true;
      found++;
    }
    if (found === 0) break;
  }
  return rejected;
}
