/** What sturdiness is made of. */
export interface SturdinessParts {
  /** Annualised Sharpe ratio of the candidate. */
  readonly sharpe: number;
  /** Those of its near and distant neighbours; one that never traded has earned 0. */
  readonly neighbourSharpes: readonly number[];
  /** Closed round trips. */
  readonly trades: number;
}

/**
 * Returns how much of a candidate's result is likely to be the market's and not luck's: the mean Sharpe ratio of its
 * neighbours over its own (1 without neighbours: nothing was fitted), times `trades / (trades + halfCreditTrades)`, the
 * weight that shrinkage gives to a mean of so many observations. Between 0 and 1 but for a candidate whose neighbours
 * are better than itself; 0 for one that earns nothing. Decision 035 has the figures behind it.
 */
export function sturdiness({ sharpe, neighbourSharpes, trades }: SturdinessParts, halfCreditTrades: number): number {
  if (sharpe <= 0) return 0;
  const mean = neighbourSharpes.reduce((sum, one) => sum + one, 0) / neighbourSharpes.length;
  const share = neighbourSharpes.length === 0 ? 1 : mean / sharpe;
  return (Math.max(0, share) * trades) / (trades + halfCreditTrades);
}
