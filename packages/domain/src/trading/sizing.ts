/** How a target becomes a quantity. */
export interface SizingRule {
  /** Notional of a target of strength 1, as a fraction of equity at the signal's close. */
  readonly equityFraction: number;
  /** Lots in one base unit, a whole number: 1,000,000 means lots of 0.000001. */
  readonly lotsPerUnit: number;
}

/** Invest all equity at full strength, in lots of 0.000001. */
export const DEFAULT_SIZING: SizingRule = { equityFraction: 1, lotsPerUnit: 1_000_000 };

/**
 * Returns the signed position for `target` (-1 … 1) in whole lots: strength x fraction of equity / close, rounded
 * toward zero. No position is opened on equity or a price that is not positive.
 */
export function targetLots(rule: SizingRule, target: number, equity: number, close: number): number {
  if (!(equity > 0) || !(close > 0)) return 0;
  const lots = Math.trunc(((target * rule.equityFraction * equity) / close) * rule.lotsPerUnit);
  return lots === 0 ? 0 : lots;
}

/**
 * Returns lots as base units. The result is the float64 nearest to an exact decimal, because it divides two
 * integers: written down as a decimal and read back, it is the same number.
 */
export function lotsToUnits(rule: SizingRule, lots: number): number {
  return lots / rule.lotsPerUnit;
}
