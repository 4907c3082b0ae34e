import { drawdownLimitGuard, type Guard, maxPositionSizeGuard } from "@rara-trading/domain";
import type { RaraConfig } from "../config/config-schema.ts";

/**
 * Returns the guards that every paper account trades under. This list is the only place where guards are installed:
 * taking one out is a change that the tests of the running system notice.
 */
export function tradingGuards({ maxPositionFraction, maxDrawdown }: RaraConfig["paper"]): readonly Guard[] {
  return [maxPositionSizeGuard(maxPositionFraction), drawdownLimitGuard(maxDrawdown)];
}
