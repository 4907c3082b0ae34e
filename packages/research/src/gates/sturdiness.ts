/** What sturdiness is made of. */
export interface SturdinessParts {
  /** Annualised Sharpe ratio of the candidate. */
  readonly sharpe: number;
  /** Those of its near and distant neighbours; one that never traded has earned 0. */
  readonly neighbourSharpes: readonly number[];
  /** Correlation with the consensus of the search: see `centralities`. */
  readonly centrality: number;
}

/**
 * Returns how much of a candidate's result is likely to be the market's and not luck's: the mean Sharpe ratio of its
 * neighbours over its own (1 without neighbours: nothing was fitted), times the square of its centrality, which is the
 * share of its variance that the consensus explains. From 0 to about 1; 0 for one that earns nothing. Decision 035 has the figures behind it.
 */
export function sturdiness({ sharpe, neighbourSharpes, centrality }: SturdinessParts): number {
  if (sharpe <= 0) return 0;
  const mean = neighbourSharpes.reduce((sum, one) => sum + one, 0) / neighbourSharpes.length;
  const share = neighbourSharpes.length === 0 ? 1 : mean / sharpe;
  return Math.max(0, share) * Math.max(0, centrality) ** 2;
}
