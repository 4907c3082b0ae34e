import { adjustPValue, type SingleAdjustment } from "./haircut-sharpe.ts";
import { studentTwoSided, studentTwoSidedQuantile } from "./student-t-distribution.ts";

/**
 * Returns what an annual Sharpe ratio is multiplied by when `periods` returns a year follow an AR(1) of `r`:
 * [1 + 2 r / (1 - r) (1 - (1 - r^q) / (q (1 - r)))]^(-1/2) (Lo 2002).
 */
export function autocorrelationFactor(r: number, periods: number): number {
  return 1 / Math.sqrt(1 + ((2 * r) / (1 - r)) * (1 - (1 - r ** periods) / (periods * (1 - r))));
}

/** A Sharpe ratio after the haircut, and the p-value that it has left. */
export interface StudentHaircut {
  readonly adjustedPValue: number;
  /** Annual. */
  readonly sharpe: number;
}

/**
 * Returns the annual Sharpe ratio that is as significant alone as `sharpe` (annual, from `observations` returns of which
 * a year has `periods`) is among `tests`, by Student's t (Harvey and Liu 2015): t = SR sqrt(n / q) with n - 1 degrees.
 */
export function studentHaircut(
  sharpe: number,
  observations: number,
  periods: number,
  tests: number,
  adjustment: SingleAdjustment,
): StudentHaircut {
  const rootYears = Math.sqrt(observations / periods);
  const degrees = observations - 1;
  const adjustedPValue = adjustPValue(studentTwoSided(sharpe * rootYears, degrees), tests, adjustment);
  const left = studentTwoSidedQuantile(adjustedPValue, degrees) / rootYears;
  return { adjustedPValue, sharpe: sharpe < 0 ? -left : left };
}
