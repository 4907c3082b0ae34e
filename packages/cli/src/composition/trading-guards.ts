import { drawdownLimitGuard, type Guard, maxPositionSizeGuard } from "@rara-trading/domain";
import type { GuardLimit } from "@rara-trading/trading-engine";
import type { RaraConfig } from "../config/config-schema.ts";

/** The guards in force, each with the limit that the log records. */
export interface TradingGuards {
  readonly guards: readonly Guard[];
  readonly limits: readonly GuardLimit[];
}

/**
 * Returns the guards that every paper account trades under. This list is the only place where guards are installed:
 * taking one out is a change that the tests of the running system notice.
 */
export function tradingGuards({ maxPositionFraction, maxDrawdown }: RaraConfig["paper"]): TradingGuards {
  const installed: readonly (readonly [guard: Guard, limit: number])[] = [
    [maxPositionSizeGuard(maxPositionFraction), maxPositionFraction],
    [drawdownLimitGuard(maxDrawdown), maxDrawdown],
  ];
  return {
    guards: installed.map(([guard]) => guard),
    limits: installed.map(([{ name }, limit]) => ({ name, limit })),
  };
}
