import type { PerformanceMetrics } from "@rara-trading/domain";

/** What a fit may maximise, all at 10 % volatility. */
export const FIT_METRICS = ["sharpe", "sortino", "calmar", "totalReturn", "profitFactor"] as const;

/** One of them. */
export type FitMetric = (typeof FIT_METRICS)[number];

/**
 * Returns the index of the set with the highest metric, the earlier one of equals; `undefined` when no set has one: then
 * there is nothing to choose and the test window is sat out.
 */
export function chooseSet(fits: readonly (PerformanceMetrics | null)[], metric: FitMetric): number | undefined {
  let chosen: number | undefined;
  let best = -Infinity;
  for (const [index, metrics] of fits.entries()) {
    const value = metrics?.[metric] ?? null;
    if (value === null || !(value > best)) continue;
    best = value;
    chosen = index;
  }
  return chosen;
}
