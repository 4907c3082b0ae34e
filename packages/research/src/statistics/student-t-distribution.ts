import { incompleteBeta } from "./beta-distribution.ts";

/** Halvings after which a float64 interval cannot shrink any more. */
const HALVINGS = 200;

/** Returns P(|T| > |t|) of Student's t with `degrees` of freedom: I_{v / (v + t^2)}(v / 2, 1 / 2). */
export function studentTwoSided(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** Returns the t >= 0 with P(|T| > t) = `pValue`, in (0, 1], by halving; the inverse of `studentTwoSided`. */
export function studentTwoSidedQuantile(pValue: number, degrees: number): number {
  if (pValue >= 1) return 0;
  let low = 0;
  let high = 1;
  while (studentTwoSided(high, degrees) > pValue && Number.isFinite(high)) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degrees) > pValue) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
