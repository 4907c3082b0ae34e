/**
 * Returns the mean of equity marks, or `null` of none. Four sums at a time: over a column of minutes one sum waits for
 * itself at every addition. The last bits may differ from those of `mean`.
 */
export function meanEquity(equity: Float64Array): number | null {
  const { length } = equity;
  if (length === 0) return null;
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += equity[i] ?? NaN;
    b += equity[i + 1] ?? NaN;
    c += equity[i + 2] ?? NaN;
    d += equity[i + 3] ?? NaN;
  }
  return (restSum(a, equity, whole) + b + (c + d)) / length;
}

/** A function of its own: behind the loop above, V8 gives the compiled loop up on every call where no mark is left over. */
function restSum(sum: number, equity: Float64Array, from: number): number {
  let total = sum;
  for (let i = from; i < equity.length; i++) total += equity[i] ?? NaN;
  return total;
}
