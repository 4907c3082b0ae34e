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
  for (let i = whole; i < length; i++) a += equity[i] ?? NaN;
  return (a + b + (c + d)) / length;
}
