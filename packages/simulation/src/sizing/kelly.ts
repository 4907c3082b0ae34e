/** Largest share of the full Kelly size: beyond it the risk of deep drawdowns grows faster than growth. */
const KELLY_SHARE_MAX = 0.25;

/**
 * Returns SR t^2 / (t^2 + se^2): an estimate pulled towards 0 by how uncertain it is (normal prior with mean 0, James
 * and Stein 1961). `spread` is the standard deviation t of true Sharpe ratios among strategies that pass, 0 or more.
 */
export function shrunkSharpe(sharpe: number, standardError: number, spread: number): number {
  const signal = spread * spread;
  return signal === 0 ? 0 : (sharpe * signal) / (signal + standardError * standardError);
}

/**
 * Returns the leverage share x SR / volatility, both annual (Kelly 1956; Thorp 2006); `share` counts as at most a
 * quarter, and a Sharpe ratio below 0 as 0. `null` when the volatility is not above 0.
 */
export function fractionalKelly(sharpe: number, volatility: number, share: number): number | null {
  if (!(volatility > 0)) return null;
  return (Math.min(share, KELLY_SHARE_MAX) * Math.max(0, sharpe)) / volatility;
}

/** Returns the probability that wealth ever falls to the fraction `level` of its start when betting `share` of Kelly in continuous time: level^(2 / share - 1) (Thorp 2006). */
export function ruinProbability(level: number, share: number): number {
  return level ** (2 / share - 1);
}
