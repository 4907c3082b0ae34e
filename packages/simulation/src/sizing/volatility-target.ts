/** How a position's size follows volatility. */
export interface VolatilityTarget {
  /** Annual volatility wanted. */
  readonly annualVolatility: number;
  /** Largest weight. */
  readonly cap: number;
  /** A new weight is taken only when it differs from the one held by more than this share of the one held. */
  readonly noTradeBand: number;
}

/** Target of 10 % a year, at most twice the equity, changed by moves of more than 10 %. */
export const DEFAULT_VOLATILITY_TARGET: VolatilityTarget = { annualVolatility: 0.1, cap: 2, noTradeBand: 0.1 };

/** Weight of yesterday's variance in today's (RiskMetrics 1996, daily data). */
export const VARIANCE_DECAY = 0.94;

/** Returns the decay with which a past return's weight halves in `periods`. */
export function decayOfHalfLife(periods: number): number {
  return 0.5 ** (1 / periods);
}

/**
 * Returns the exponentially weighted volatility after each return, per period: v = decay v + (1 - decay) r^2 around a
 * mean of 0, starting at the first return's square (RiskMetrics 1996).
 */
export function weightedVolatility(returns: Float64Array, decay: number = VARIANCE_DECAY): Float64Array {
  let variance = (returns[0] ?? 0) ** 2;
  return returns.map((value, i) => {
    if (i > 0) variance = decay * variance + (1 - decay) * value * value;
    return Math.sqrt(variance);
  });
}

/**
 * Returns the weight to hold next: min(cap, target / volatility), or the weight held where the difference is inside the
 * band (Harvey et al. 2018). `volatility` is annual. `null` when it is not above 0: no size follows from no volatility.
 */
export function volatilityTargetWeight(volatility: number, held: number, target: VolatilityTarget): number | null {
  if (!(volatility > 0)) return null;
  const wanted = Math.min(target.cap, target.annualVolatility / volatility);
  return Math.abs(wanted - held) <= target.noTradeBand * Math.abs(held) ? held : wanted;
}
