/** Returns whether two of the values differ: a series that never moves has no variance and no Sharpe ratio. */
export function hasVariance(values: ArrayLike<number>): boolean {
  const first = values[0];
  for (let i = 1; i < values.length; i++) if (values[i] !== first) return true;
  return false;
}

/** Returns the mean; NaN of no values. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? Number.NaN;
  return sum / values.length;
}

/**
 * Returns Pearson's correlation of two series of equal length; `null` when one of them has no variance or they have
 * different lengths, so that there is nothing to correlate.
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  if (a.length !== b.length || !hasVariance(a) || !hasVariance(b)) return null;
  const meanA = meanOf(a);
  const meanB = meanOf(b);
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  for (let i = 0; i < a.length; i++) {
    const deviationA = (a[i] ?? Number.NaN) - meanA;
    const deviationB = (b[i] ?? Number.NaN) - meanB;
    squaresA += deviationA * deviationA;
    squaresB += deviationB * deviationB;
    products += deviationA * deviationB;
  }
  return products / Math.sqrt(squaresA * squaresB);
}
