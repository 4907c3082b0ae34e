/**
 * Returns a value a day: the given ones, then days without a return, on which there was no trial. For what a search dropped
 * on the first days.
 */
export function overDays(returns: Float64Array, days: number): Float64Array {
  if (returns.length === days) return returns;
  const filled = new Float64Array(days);
  filled.set(returns);
  return filled;
}
