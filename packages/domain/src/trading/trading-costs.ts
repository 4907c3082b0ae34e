/** What one side of a trade costs, in basis points of its notional (1 bp = 0.01 %). */
export interface TradingCosts {
  /** Charged by the venue on every fill. */
  readonly feeBps: number;
  /** Paid through a worse price on every fill that takes liquidity (all but take-profits). */
  readonly slippageBps: number;
}

/** 5 bp fee and 5 bp slippage a side. */
export const DEFAULT_COSTS: TradingCosts = { feeBps: 5, slippageBps: 5 };

/** Returns the costs multiplied by `factor`, for stress tests. */
export function scaleCosts(costs: TradingCosts, factor: number): TradingCosts {
  return { feeBps: costs.feeBps * factor, slippageBps: costs.slippageBps * factor };
}
