import { StrategyFault } from "@rara-trading/domain";
import type { StrategyLimits } from "./strategy-limits.ts";

/**
 * Returns the fault of a run whose `bars` bars have used more than the start's fuel and their mean allow, or undefined.
 * A call is bounded by itself; this bounds what a strategy may cost over a long history.
 */
export function runFuelFault(
  { startFuel, meanBarFuel }: Pick<StrategyLimits, "startFuel" | "meanBarFuel">,
  bars: number,
  used: number,
): StrategyFault | undefined {
  if (used <= startFuel + bars * meanBarFuel) return undefined;
  const message = `Expected at most ${meanBarFuel} fuel a bar on average, found ${Math.round(used / bars)}`;
  return new StrategyFault("out-of-fuel", message, { barIndex: bars - 1, fuelUsed: used });
}
