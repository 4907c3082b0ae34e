/** Returns values moved and scaled to mean 0 and mean square 1; all 0 without spread. */
function standardised(values: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(values);
  const mean = result.reduce((sum, value) => sum + value, 0) / result.length;
  const square = result.reduce((sum, value) => sum + (value - mean) ** 2, 0) / result.length;
  const deviation = Math.sqrt(square);
  return result.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

/**
 * Returns how central each return series is among all: its correlation with their consensus, the day-by-day mean of the
 * standardised series. What a search found in many ways is central, what luck added to one rule is not. 1 for a series
 * that is alone, 0 for one without spread. The series cover the same days.
 */
export function centralities(series: readonly ArrayLike<number>[]): Float64Array {
  const standard = series.map(standardised);
  const sum = new Float64Array(standard[0]?.length ?? 0);
  for (const one of standard) for (const [day, value] of one.entries()) sum[day] = (sum[day] ?? 0) + value;
  const consensus = standardised(sum);
  const days = consensus.length;
  return Float64Array.from(
    standard,
    (one) => one.reduce((total, value, day) => total + value * (consensus[day] ?? 0), 0) / days,
  );
}
