import { mean, standardDeviation } from "./moments.ts";

/** A Sharpe ratio and what its uncertainty depends on, all of it per period: nothing is annualised. */
export interface SharpeSample {
  /** Mean / sample standard deviation of the returns. */
  readonly sharpe: number;
  /** Number of returns. */
  readonly count: number;
  /** Third standardised moment (population). */
  readonly skewness: number;
  /** Fourth standardised moment (population), not reduced by 3: a normal sample has 3. */
  readonly kurtosis: number;
}

/** Beyond this many deviations the normal distribution is 0 or 1 to float64's precision. */
const NORMAL_REACH = 8.3;

/** Returns P(Z <= x) of a standard normal deviate, to about 1e-15: 1/2 + density (x + x^3/3 + x^5/15 + ...) (Marsaglia 2004). */
function normalProbability(x: number): number {
  if (Math.abs(x) > NORMAL_REACH) return x > 0 ? 1 : 0;
  let sum = x;
  let term = x;
  for (let k = 3; sum + term !== sum; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Returns the Sharpe sample of per-period returns, or `null` below two returns or without spread. */
export function sharpeSampleOf(returns: Float64Array): SharpeSample | null {
  const centre = mean(returns);
  const deviation = standardDeviation(returns);
  if (centre === null || deviation === null || deviation === 0) return null;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (const value of returns) {
    const square = (value - centre) ** 2;
    second += square;
    third += square * (value - centre);
    fourth += square * square;
  }
  const count = returns.length;
  const variance = second / count;
  return {
    sharpe: centre / deviation,
    count,
    skewness: third / count / variance ** 1.5,
    kurtosis: fourth / count / variance ** 2,
  };
}

/**
 * Returns the probability that the true Sharpe ratio exceeds `benchmark` (per period), given the sample:
 * Z[(SR - b) sqrt(T - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2)] (Bailey and López de Prado 2012); `null` below two
 * returns, for moments that leave no uncertainty and for figures that are not numbers.
 */
export function probabilisticSharpeRatio(sample: SharpeSample, benchmark: number): number | null {
  const { sharpe, count, skewness, kurtosis } = sample;
  const variance = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  if (count < 2 || !(variance > 0)) return null;
  const deviations = ((sharpe - benchmark) * Math.sqrt(count - 1)) / Math.sqrt(variance);
  // The series above would run for ever on NaN.
  return Number.isNaN(deviations) ? null : normalProbability(deviations);
}
