/** Relative size below which a spread is rounding noise. */
const NO_SPREAD = 1e-12;

/** Returns the arithmetic mean, or `null` of nothing. */
export function mean(values: Float64Array): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  // By index: over an equity column of minutes, an iterator costs several times the additions.
  for (let i = 0; i < values.length; i++) sum += values[i] ?? NaN;
  return sum / values.length;
}

/**
 * Returns the sample standard deviation (ddof 1), or `null` below two values. A spread that is only the rounding of
 * equal values counts as 0.
 */
export function standardDeviation(values: Float64Array): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = (values[i] ?? NaN) - centre;
    squares += apart * apart;
  }
  const deviation = Math.sqrt(squares / (values.length - 1));
  return deviation <= NO_SPREAD * Math.abs(centre) ? 0 : deviation;
}
