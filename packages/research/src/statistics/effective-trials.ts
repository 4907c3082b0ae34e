import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";

/** Returns r + (1 - r) M: how many independent trials M trials of mean correlation r amount to (López de Prado and Lewis 2019). */
export function trialsOfMeanCorrelation(trials: number, meanCorrelation: number): number {
  return meanCorrelation + (1 - meanCorrelation) * trials;
}

/**
 * Returns exp(-sum p ln p) with p = eigenvalue / sum of eigenvalues: the effective rank of a correlation matrix (Roy and
 * Vetterli 2007). Eigenvalues at or below 0, which only rounding makes, count for nothing.
 */
export function effectiveRank(correlations: readonly (readonly number[])[]): number {
  const values = symmetricEigenvalues(correlations).filter((value) => value > 0);
  const total = values.reduce((sum, value) => sum + value, 0);
  return Math.exp(-values.reduce((sum, value) => sum + (value / total) * Math.log(value / total), 0));
}
