/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** Returns the 95 % score interval of `successes` out of `trials` (Wilson 1927); all of [0, 1] when nothing was tried. */
export function wilsonInterval(successes: number, trials: number): { readonly low: number; readonly high: number } {
  if (trials === 0) return { low: 0, high: 1 };
  const p = successes / trials;
  const denominator = 1 + (Z * Z) / trials;
  const centre = (p + (Z * Z) / (2 * trials)) / denominator;
  const half = (Z / denominator) * Math.sqrt((p * (1 - p)) / trials + (Z * Z) / (4 * trials * trials));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
