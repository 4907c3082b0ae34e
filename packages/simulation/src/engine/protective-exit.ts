import { StrategyFault } from "@rara-trading/domain";

/** Which protective order a bar triggered, and at what price before slippage. */
export interface ProtectiveExit {
  readonly purpose: "stop-loss" | "take-profit";
  readonly price: number;
}

/**
 * Returns the protective order that bar (open, high, low) triggers for a position of side +1 or -1, if any.
 * A bar that opens beyond a level fills at the open, for better or worse. Inside the bar the path is unknown:
 * when both levels were touched, the stop-loss counts. NaN levels never trigger.
 */
export function protectiveExit(
  side: 1 | -1,
  open: number,
  high: number,
  low: number,
  stopLoss: number,
  takeProfit: number,
): ProtectiveExit | undefined {
  if (side === 1) {
    if (open <= stopLoss) return { purpose: "stop-loss", price: open };
    if (open >= takeProfit) return { purpose: "take-profit", price: open };
    if (low <= stopLoss) return { purpose: "stop-loss", price: stopLoss };
    if (high >= takeProfit) return { purpose: "take-profit", price: takeProfit };
    return undefined;
  }
  if (open >= stopLoss) return { purpose: "stop-loss", price: open };
  if (open <= takeProfit) return { purpose: "take-profit", price: open };
  if (high >= stopLoss) return { purpose: "stop-loss", price: stopLoss };
  if (low <= takeProfit) return { purpose: "take-profit", price: takeProfit };
  return undefined;
}

/**
 * Returns the price at which a protective order rests, NaN for none. A level at or below 0 that triggers from above is
 * out of every market's reach: none. One that triggers from below is no price but would be hit at once, so it is a
 * fault, as infinity is: a protection is never switched off or invented in silence.
 * @throws StrategyFault `bad-target`.
 */
export function restingLevel(purpose: ProtectiveExit["purpose"], level: number, fromAbove: boolean): number {
  if (Number.isNaN(level) || (level > 0 && level < Infinity)) return level;
  if (fromAbove && level > -Infinity && level <= 0) return NaN;
  throw new StrategyFault("bad-target", `Expected a ${purpose} above 0 or NaN, found ${level}`);
}
