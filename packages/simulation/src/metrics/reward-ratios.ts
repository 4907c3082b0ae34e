import { mean } from "./moments.ts";

function gainsAndLosses(returns: Float64Array): { gains: number; losses: number } {
  let gains = 0;
  let losses = 0;
  for (const value of returns) {
    if (value > 0) gains += value;
    else losses -= value;
  }
  return { gains, losses };
}

/** Returns the Omega ratio at threshold 0: sum of gains / sum of losses (Keating and Shadwick 2002); `null` without losses. */
export function omegaRatio(returns: Float64Array): number | null {
  const { gains, losses } = gainsAndLosses(returns);
  return losses === 0 ? null : gains / losses;
}

/** Returns the sum of all returns / the sum of losses (Schwager 2012); meant for monthly returns; `null` without losses. */
export function gainToPainRatio(returns: Float64Array): number | null {
  const { gains, losses } = gainsAndLosses(returns);
  return losses === 0 ? null : (gains - losses) / losses;
}

/** Returns the product of the daily profit factor (gains / losses) and the tail ratio (quantstats); `null` where one of them is. */
export function commonSenseRatio(returns: Float64Array, tail: number | null): number | null {
  const factor = omegaRatio(returns);
  return factor === null || tail === null ? null : factor * tail;
}

/** Returns the autocorrelation at `lag`: sum of the products of deviations that far apart / sum of squares; `null` without spread. */
export function autocorrelation(returns: Float64Array, lag: number): number | null {
  const centre = mean(returns);
  if (centre === null) return null;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < returns.length; i++) {
    const deviation = (returns[i] ?? NaN) - centre;
    squares += deviation * deviation;
    if (i >= lag) products += deviation * ((returns[i - lag] ?? NaN) - centre);
  }
  return squares <= Number.EPSILON * centre * centre * returns.length ? null : products / squares;
}

/**
 * Returns what to multiply an annualised Sharpe ratio by when returns follow an AR(1) of `correlation`:
 * sqrt(q) / sqrt(q + 2 sum over k < q of (q - k) correlation^k), with q returns a year (Lo 2002, equation 20).
 * `null` where that sum is not above 0.
 */
export function autocorrelationFactor(correlation: number, periodsAYear: number): number | null {
  let sum = periodsAYear;
  let power = 1;
  for (let k = 1; k < periodsAYear; k++) {
    power *= correlation;
    sum += 2 * (periodsAYear - k) * power;
  }
  return sum > 0 ? Math.sqrt(periodsAYear / sum) : null;
}

/** Returns the annualised Sharpe ratio times the factor of Lo (2002) for the returns' first autocorrelation; `null` where one of them is. */
export function smartSharpeRatio(returns: Float64Array, sharpe: number | null, daysAYear: number): number | null {
  const correlation = autocorrelation(returns, 1);
  const factor = correlation === null ? null : autocorrelationFactor(correlation, daysAYear);
  return sharpe === null || factor === null ? null : sharpe * factor;
}
