/** The first four moments of a sample. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** With `count - 1` in the denominator. */
  readonly standardDeviation: number;
  /** m3 / m2^1.5 with population moments. */
  readonly skewness: number;
  /** m4 / m2^2 with population moments, not reduced by 3: 3 for a normal sample. */
  readonly kurtosis: number;
}

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

/** Returns the moments in two passes, or `null` for fewer than two values or values without variance. */
export function momentsOf(values: ArrayLike<number>): Moments | null {
  const count = values.length;
  if (count < 2 || !hasVariance(values)) return null;
  const mean = meanOf(values);
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < count; i++) {
    const deviation = (values[i] ?? Number.NaN) - mean;
    const square = deviation * deviation;
    second += square;
    third += square * deviation;
    fourth += square * square;
  }
  const variance = second / count;
  return {
    count,
    mean,
    standardDeviation: Math.sqrt(second / (count - 1)),
    skewness: third / count / variance ** 1.5,
    kurtosis: fourth / count / (variance * variance),
  };
}
