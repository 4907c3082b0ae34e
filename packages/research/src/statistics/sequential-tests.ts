import { normalQuantile } from "./normal-distribution.ts";

/** Two simple hypotheses about the mean of normal returns, per period. */
export interface MeanHypotheses {
  readonly nullMean: number;
  readonly alternativeMean: number;
  readonly deviation: number;
}

/** Returns ln(f1(r) / f0(r)) of one return: (m1 - m0) (r - (m0 + m1) / 2) / sd^2. */
function logLikelihoodRatio(value: number, hypotheses: MeanHypotheses): number {
  const { nullMean, alternativeMean, deviation } = hypotheses;
  return ((alternativeMean - nullMean) * (value - (nullMean + alternativeMean) / 2)) / deviation ** 2;
}

/** Where a sequential probability ratio test ends, in log likelihood ratio. */
export interface SprtBounds {
  /** At or above it the alternative is accepted: ln((1 - beta) / alpha). */
  readonly upper: number;
  /** At or below it the null is accepted: ln(beta / (1 - alpha)). */
  readonly lower: number;
}

/** Returns Wald's bounds for errors of the first (`alpha`) and second kind (`beta`) (Wald 1945). */
export function sprtBounds(alpha: number, beta: number): SprtBounds {
  return { upper: Math.log((1 - beta) / alpha), lower: Math.log(beta / (1 - alpha)) };
}

/** Returns the running log likelihood ratio after each return. */
export function sprtPath(returns: Float64Array, hypotheses: MeanHypotheses): Float64Array {
  let sum = 0;
  return returns.map((value) => (sum += logLikelihoodRatio(value, hypotheses)));
}

/** Expected lengths of a test under either hypothesis, in years. */
export interface ExpectedYears {
  readonly alternative: number;
  readonly none: number;
}

/** Returns Wald's expected length of testing an annual Sharpe ratio of 0 against `sharpe`: expected final log ratio / (± sharpe^2 / 2 a year) (Wald 1945). */
export function sprtExpectedYears(sharpe: number, alpha: number, beta: number): ExpectedYears {
  const { upper, lower } = sprtBounds(alpha, beta);
  const drift = sharpe ** 2 / 2;
  return {
    alternative: ((1 - beta) * upper + beta * lower) / drift,
    none: -(alpha * upper + (1 - alpha) * lower) / drift,
  };
}

/**
 * Returns the years of returns that a one-sided test at `alpha` needs to find a true annual Sharpe ratio with probability
 * `power`: ((z_{1-alpha} + z_power) / SR)^2, however finely the years are divided.
 */
export function evidenceYears(sharpe: number, alpha: number, power: number): number {
  return ((normalQuantile(1 - alpha) + normalQuantile(power)) / sharpe) ** 2;
}

/** Added to the squares before the first bet, so that it is small: (2 % a period)^2. */
const BET_PRIOR = 4e-4;

/**
 * Returns the wealth after each return of a bettor against "the mean is not above 0": product of (1 + bet x r), bet =
 * past sum / (past squares + 4e-4) between 0 and `largestBet` (Waudby-Smith and Ramdas 2024). An e-process wherever
 * r >= -1 / largestBet: at 1 / alpha the claim falls at any time (Ville 1939). Losses are never clipped; wealth at or below 0 stays 0.
 */
export function bettingWealth(returns: Float64Array, largestBet = 10): Float64Array {
  let wealth = 1;
  let sum = 0;
  let squares = 0;
  return returns.map((value) => {
    const bet = Math.min(largestBet, Math.max(0, sum / (squares + BET_PRIOR)));
    wealth = Math.max(0, wealth * (1 + bet * value));
    sum += value;
    squares += value * value;
    return wealth;
  });
}

/** Which e-detector: Shiryaev and Roberts's sum, M = (M + 1) L, or the CUSUM's maximum, C = max(C, 1) L. */
export type DetectorKind = "shiryaev-roberts" | "cusum";

/**
 * Returns an e-detector's value after each return, from the likelihood ratio L of the alternative to the null; an alarm
 * at 1 / alpha has a mean time between false alarms of at least that many periods (Shin, Ramdas and Rinaldo 2024).
 */
export function detectorPath(returns: Float64Array, hypotheses: MeanHypotheses, kind: DetectorKind): Float64Array {
  let state = 0;
  return returns.map((value) => {
    const before = kind === "cusum" ? Math.max(state, 1) : state + 1;
    state = before * Math.exp(logLikelihoodRatio(value, hypotheses));
    return state;
  });
}
