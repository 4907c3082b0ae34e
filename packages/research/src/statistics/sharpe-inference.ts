import type { SharpeSample } from "@rara-trading/simulation";
import { exactMaximumDeviation } from "./exact-expected-maximum.ts";
import { normalCdf, normalQuantile } from "./normal-distribution.ts";

/** The moments of a Sharpe ratio's sample with the first autocorrelation of its returns. */
export interface SharpeMoments extends Pick<SharpeSample, "skewness" | "kurtosis"> {
  /** First-order autocorrelation, in (-1, 1). */
  readonly autocorrelation: number;
}

/**
 * Returns the variance of an estimated per-period Sharpe ratio when the true one is `trueSharpe`, x number of returns:
 * a - c g3 S + d (g4 - 1) / 4 S^2, with a = (1 + r) / (1 - r), c = 1 + r / (1 - r) + r^2 / (1 - r^2),
 * d = (1 + r^2) / (1 - r^2) for returns that follow an AR(1) of r (López de Prado, Lipton and Zoonekynd 2025).
 */
function varianceAt(trueSharpe: number, { skewness, kurtosis, autocorrelation: r }: SharpeMoments): number {
  const a = (1 + r) / (1 - r);
  const c = 1 + r / (1 - r) + (r * r) / (1 - r * r);
  const d = (1 + r * r) / (1 - r * r);
  return a - c * skewness * trueSharpe + ((d * (kurtosis - 1)) / 4) * trueSharpe ** 2;
}

/** Returns the standard error of the Sharpe ratio of `count` returns when the true one is `trueSharpe`; per period. */
export function sharpeStandardError(trueSharpe: number, count: number, moments: SharpeMoments): number {
  return Math.sqrt(varianceAt(trueSharpe, moments) / count);
}

/**
 * Returns the probability that the true Sharpe ratio exceeds `benchmark`, with the variance at the null and
 * autocorrelation: Z[(SR - b) / sqrt(V(b))] (López de Prado, Lipton and Zoonekynd 2025); per period.
 */
export function nullProbabilisticSharpe(
  sharpe: number,
  benchmark: number,
  count: number,
  moments: SharpeMoments,
): number {
  return normalCdf((sharpe - benchmark) / sharpeStandardError(benchmark, count, moments));
}

/**
 * Returns the probability that the true Sharpe ratio exceeds what the best of `trials` worthless ones is expected to
 * show (`lucky`, per period), when the error of that best one is what counts: the standard error at `lucky` x the
 * standard deviation of the maximum of that many (López de Prado, Lipton and Zoonekynd 2025, familywise form).
 */
export function familywiseProbabilisticSharpe(
  sharpe: number,
  lucky: number,
  trials: number,
  count: number,
  moments: SharpeMoments,
): number {
  const deviation = sharpeStandardError(lucky, count, moments) * exactMaximumDeviation(trials);
  return normalCdf((sharpe - lucky) / deviation);
}

/** Returns how many returns it takes until that probability reaches 1 - `alpha`; `null` at or below the benchmark. */
export function nullMinimumTrackRecord(
  sharpe: number,
  benchmark: number,
  alpha: number,
  moments: SharpeMoments,
): number | null {
  if (!(sharpe > benchmark)) return null;
  return varianceAt(benchmark, moments) * (normalQuantile(1 - alpha) / (sharpe - benchmark)) ** 2;
}

/** Returns the Sharpe ratio from which on `benchmark` is rejected at `alpha`: b + z sqrt(V(b)). */
export function criticalSharpe(benchmark: number, alpha: number, count: number, moments: SharpeMoments): number {
  return benchmark + normalQuantile(1 - alpha) * sharpeStandardError(benchmark, count, moments);
}

/** Returns the chance of rejecting `benchmark` at `alpha` when the true Sharpe ratio is `alternative`. */
export function sharpeTestPower(
  benchmark: number,
  alternative: number,
  alpha: number,
  count: number,
  moments: SharpeMoments,
): number {
  const critical = criticalSharpe(benchmark, alpha, count, moments);
  return normalCdf((alternative - critical) / sharpeStandardError(alternative, count, moments));
}

/** Returns the share of rejections that are false before seeing the data: alpha (1 - p1) / (alpha (1 - p1) + power p1), where p1 is the share of true alternatives. */
export function plannedFalseDiscoveryRate(alpha: number, power: number, alternatives: number): number {
  const falseOnes = alpha * (1 - alternatives);
  return falseOnes / (falseOnes + power * alternatives);
}

/** Returns the planned false discovery rate at the level and power that the observed Sharpe ratio itself marks. */
export function observedFalseDiscoveryRate(
  sharpe: number,
  benchmark: number,
  alternative: number,
  count: number,
  alternatives: number,
  moments: SharpeMoments,
): number {
  const pValue = 1 - nullProbabilisticSharpe(sharpe, benchmark, count, moments);
  const power = 1 - normalCdf((sharpe - alternative) / sharpeStandardError(alternative, count, moments));
  return plannedFalseDiscoveryRate(pValue, power, alternatives);
}
