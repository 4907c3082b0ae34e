import { RaraError } from "@rara-trading/domain";
import { hasVariance, meanOf } from "./variation.ts";

/** What is left of a strategy's returns once its exposure to the market is taken out. */
export interface AlphaStatistic {
  /** Mean return a day beyond beta x market. */
  readonly alpha: number;
  readonly beta: number;
  /** alpha over its Newey-West standard error. */
  readonly t: number;
}

/** Returns Newey and West's (1994) rule of thumb for the lags: floor(4 (n / 100)^(2/9)). */
function lagsOf(days: number): number {
  return Math.floor(4 * (days / 100) ** (2 / 9));
}

/**
 * Regresses daily returns on a market's: r = alpha + beta m + e, by least squares; t with Newey and West's (1987)
 * covariance, Bartlett weights, lags by their rule of thumb. A market without variance gives beta 0. Returns `null`
 * when the residuals do not vary. @throws RaraError `research.alpha-days` for series of different lengths.
 */
export function alphaStatistic(returns: Float64Array, market: Float64Array): AlphaStatistic | null {
  const days = returns.length;
  if (market.length !== days) {
    throw new RaraError(`Expected a market of ${days} days, found ${market.length}`, {
      category: "bug",
      code: "research.alpha-days",
      hint: "Compute both over the same bars.",
    });
  }
  const varies = days > 0 && hasVariance(market);
  const meanMarket = meanOf(market);
  const meanReturn = meanOf(returns);
  const centred = market.map((value) => value - meanMarket);
  const squares = centred.reduce((sum, value) => sum + value * value, 0);
  const products = centred.reduce((sum, value, i) => sum + value * (returns[i] ?? Number.NaN), 0);
  const beta = varies ? products / squares : 0;
  const alpha = meanReturn - beta * meanMarket;
  const residuals = returns.map((value, i) => value - alpha - beta * (market[i] ?? Number.NaN));
  if (!hasVariance(residuals)) return null;
  // Row of (X'X)^-1 X' for the intercept: 1/n - mean(m) (m - mean(m)) / S. Its product with e is the score of alpha.
  const scores = residuals.map(
    (value, i) => value * (1 / days - (varies ? (meanMarket * (centred[i] ?? Number.NaN)) / squares : 0)),
  );
  const lags = lagsOf(days);
  let variance = 0;
  for (let lag = 0; lag <= lags; lag++) {
    let product = 0;
    for (let i = lag; i < days; i++) product += (scores[i] ?? Number.NaN) * (scores[i - lag] ?? Number.NaN);
    variance += (lag === 0 ? 1 : 2) * (1 - lag / (lags + 1)) * product;
  }
  return variance > 0 ? { alpha, beta, t: alpha / Math.sqrt(variance) } : null;
}
