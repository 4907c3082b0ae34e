/** Returns the largest fall from a peak as a fraction of that peak; `start` is the first peak. */
export function maxDrawdown(equity: Float64Array, start: number): number {
  let peak = start;
  let worst = 0;
  for (let i = 0; i < equity.length; i++) {
    const value = equity[i] ?? NaN;
    if (value > peak) peak = value;
    const drawdown = (peak - value) / peak;
    if (drawdown > worst) worst = drawdown;
  }
  return worst;
}

/** Returns the equity that compounding `returns` from 1 gives, after each return. */
export function compound(returns: Float64Array): Float64Array {
  const equity = new Float64Array(returns.length);
  let value = 1;
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + (returns[i] ?? NaN);
    equity[i] = value;
  }
  return equity;
}
