/**
 * Returns the quantity whose loss at the stop is `fraction` of the equity: fraction x equity / |entry - stop| (Vince
 * 1990), in base units, not rounded to lots. `null` where the stop is at the entry or equity is not above 0.
 */
export function riskFractionQuantity(
  equity: number,
  fraction: number,
  entryPrice: number,
  stopPrice: number,
): number | null {
  const riskPerUnit = Math.abs(entryPrice - stopPrice);
  return !(equity > 0) || !(riskPerUnit > 0) ? null : (fraction * equity) / riskPerUnit;
}

/** Returns the quantity worth `fraction` of the equity at `price`, in base units, not rounded to lots; `null` where one is not above 0. */
export function fixedFractionQuantity(equity: number, fraction: number, price: number): number | null {
  return equity > 0 && price > 0 ? (fraction * equity) / price : null;
}
