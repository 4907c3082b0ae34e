import { probabilisticSharpeRatio, type SharpeSample } from "@rara-trading/simulation";
import { expectedMaximum } from "./expected-maximum.ts";

/** Returns sqrt(variance of the trials' per-period Sharpe ratios) x expected maximum of `trials` (Bailey and López de Prado 2014). */
export function luckySharpe(variance: number, trials: number): number {
  return Math.sqrt(variance) * expectedMaximum(trials);
}

/**
 * Returns the probability that the true Sharpe ratio exceeds what the best of `trials` worthless ones shows by luck:
 * the probabilistic Sharpe ratio against `luckySharpe` (Bailey and López de Prado 2014); `variance` is that of the trials' per-period Sharpe ratios.
 * `null` where the probabilistic Sharpe ratio is.
 */
export function deflatedSharpeRatio(sample: SharpeSample, variance: number, trials: number): number | null {
  return probabilisticSharpeRatio(sample, luckySharpe(variance, trials));
}
