import { solveLinear } from "./solve-linear.ts";

/** A symmetric matrix as a list of rows. */
export type SymmetricMatrix = readonly (readonly number[])[];

/** Passes after which the risk shares have settled for any well-conditioned covariance. */
const PASSES_MAX = 10_000;
/** Largest relative change of a weight in a pass that counts as settled. */
const SETTLED = 1e-14;

function toShares(values: readonly number[]): readonly number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}

/** Returns the covariances of returns with these volatilities and correlations. */
export function covarianceMatrix(volatilities: readonly number[], correlations: SymmetricMatrix): SymmetricMatrix {
  return correlations.map((row, i) =>
    row.map((value, j) => value * (volatilities[i] ?? NaN) * (volatilities[j] ?? NaN)),
  );
}

/** Returns weights in proportion to 1 / variance; they sum to 1. */
export function inverseVarianceWeights(covariances: SymmetricMatrix): readonly number[] {
  return toShares(covariances.map((row, i) => 1 / (row[i] ?? NaN)));
}

/** Returns the weights of least variance, short ones allowed: the inverse covariance times ones, scaled to sum to 1 (Markowitz 1952). */
export function minimumVarianceWeights(covariances: SymmetricMatrix): readonly number[] {
  const matrix = covariances.map((row) => Float64Array.from(row));
  return toShares([...solveLinear(matrix, new Float64Array(matrix.length).fill(1))]);
}

/** Returns each weight's share of the portfolio's variance: w_i (C w)_i / w'C w. */
export function riskShares(weights: readonly number[], covariances: SymmetricMatrix): readonly number[] {
  return toShares(
    covariances.map((row, i) => (weights[i] ?? NaN) * row.reduce((sum, c, j) => sum + c * (weights[j] ?? NaN), 0)),
  );
}

/**
 * Returns the weights that sum to 1 and carry equal shares of the variance (Maillard, Roncalli and Teiletche 2010), by
 * cyclical coordinate descent: x_i = (-a + sqrt(a^2 + 4 C_ii / n)) / (2 C_ii) with a = sum over j != i of C_ij x_j
 * (Griveau-Billion, Richard and Roncalli 2013).
 */
export function equalRiskWeights(covariances: SymmetricMatrix): readonly number[] {
  const weights = [...inverseVarianceWeights(covariances)];
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let change = 0;
    for (const [i, row] of covariances.entries()) {
      const own = row[i] ?? NaN;
      const before = weights[i] ?? NaN;
      const others = row.reduce((sum, c, j) => (j === i ? sum : sum + c * (weights[j] ?? NaN)), 0);
      const after = (Math.sqrt(others * others + (4 * own) / covariances.length) - others) / (2 * own);
      weights[i] = after;
      change = Math.max(change, Math.abs(after / before - 1));
    }
    if (change < SETTLED) break;
  }
  return toShares(weights);
}
