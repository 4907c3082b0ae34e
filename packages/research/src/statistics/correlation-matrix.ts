/** Returns a series with mean 0 and length 1. */
function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const apart = values.map((value) => value - mean);
  const length = Math.sqrt(apart.reduce((sum, value) => sum + value * value, 0));
  return apart.map((value) => value / length);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  // Sound: both cover the same days.
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Returns the Pearson correlations of series over the same days, each of which must vary, as rows. */
export function correlationMatrix(series: readonly Float64Array[]): readonly (readonly number[])[] {
  const units = series.map(standardised);
  const rows = units.map((_unit, i) => units.slice(0, i).map((other) => product(units[i] ?? other, other)));
  return units.map((_unit, i) =>
    units.map((_other, j) => (i === j ? 1 : (rows[Math.max(i, j)]?.[Math.min(i, j)] ?? NaN))),
  );
}
