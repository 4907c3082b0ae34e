import { mean, standardDeviation } from "./moments.ts";

/** Returns the annualised Sharpe ratio mean / sd x sqrt(days a year) at risk-free 0 (Sharpe 1994), or `null` without spread. */
export function sharpeRatio(returns: Float64Array, daysAYear: number): number | null {
  const centre = mean(returns);
  const deviation = standardDeviation(returns);
  if (centre === null || deviation === null || deviation === 0) return null;
  return (centre / deviation) * Math.sqrt(daysAYear);
}

/**
 * Returns the annualised Sortino ratio mean / downside deviation x sqrt(days a year), where the downside deviation is
 * the root mean square of min(r, 0) over all returns (Sortino and Price 1994), or `null` when no return is negative.
 */
export function sortinoRatio(returns: Float64Array, daysAYear: number): number | null {
  const centre = mean(returns);
  if (centre === null) return null;
  let squares = 0;
  for (let i = 0; i < returns.length; i++) {
    const value = returns[i] ?? NaN;
    if (value < 0) squares += value * value;
  }
  if (squares === 0) return null;
  return (centre / Math.sqrt(squares / returns.length)) * Math.sqrt(daysAYear);
}

/** Returns the yearly growth rate that `totalReturn` over `days` daily returns amounts to, or `null` after ruin or of nothing. */
export function annualisedReturn(totalReturn: number, days: number, daysAYear: number): number | null {
  if (days === 0 || totalReturn <= -1) return null;
  return (1 + totalReturn) ** (daysAYear / days) - 1;
}
