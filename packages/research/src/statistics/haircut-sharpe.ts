import { normalCdf, normalQuantile } from "./normal-distribution.ts";

/** How p-values are adjusted for the number of tests, when only that number is known. */
export type SingleAdjustment = "bonferroni" | "sidak";

/** Returns min(1, M p) or 1 - (1 - p)^M (Šidák 1967). */
export function adjustPValue(pValue: number, tests: number, adjustment: SingleAdjustment): number {
  if (adjustment === "bonferroni") return Math.min(1, tests * pValue);
  return -Math.expm1(tests * Math.log1p(-pValue));
}

/**
 * Returns the annual Sharpe ratio that is as significant alone as `sharpe` over `years` is among `tests` (Harvey and
 * Liu 2015, normal approximation): t = SR sqrt(years), p = 2 (1 - Z(|t|)), back from the adjusted p. Keeps the sign.
 */
export function haircutSharpe(sharpe: number, years: number, tests: number, adjustment: SingleAdjustment): number {
  const pValue = 2 * normalCdf(-Math.abs(sharpe) * Math.sqrt(years));
  const adjusted = adjustPValue(pValue, tests, adjustment);
  // Halved from below, where the quantile keeps its digits; 0 - x, so that nothing left is 0 and not -0.
  return Math.sign(sharpe) * ((0 - normalQuantile(adjusted / 2)) / Math.sqrt(years));
}
