import { firstBarAtOrAfter, StrategyFault } from "@rara-trading/domain";
import { dailyReturns, runBacktest } from "@rara-trading/simulation";
import { atNormalVolatility, excessReturns } from "../gates/excess-returns.ts";
import type { GuardedBars } from "../spans/guarded-data.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { researchEngine } from "./research-engine.ts";
import type { WorkshopProduct } from "./strategy-workshop.ts";

/** How a guarded span is traded: as the research span was. */
export type GuardedTrading = Pick<CampaignOptions, "capital" | "costs" | "calendar" | "benchmark">;

/** Returns the equity at each bar's close; `null` when the strategy broke. The look is spent either way, and gets its answer. */
function equityOn(product: WorkshopProduct, bars: GuardedBars, options: GuardedTrading): Float64Array | null {
  const { candles, tradeFromMs } = bars;
  try {
    return runBacktest(product.newSession(), candles, { ...researchEngine(options), tradeFromMs }).equity;
  } catch (error) {
    if (error instanceof StrategyFault) return null;
    throw error;
  }
}

/**
 * Returns what a compiled strategy earns each day of a guarded span after costs beyond the benchmark, both at 10 % volatility;
 * `null` when it broke or never traded there.
 */
export function guardedExcess(
  product: WorkshopProduct,
  bars: GuardedBars,
  options: GuardedTrading,
): Float64Array | null {
  const { candles, tradeFromMs } = bars;
  const equity = equityOn(product, bars, options);
  if (equity === null) return null;
  const first = firstBarAtOrAfter(candles, tradeFromMs);
  const openTimeMs = candles.openTimeMs.subarray(first);
  const own = atNormalVolatility(dailyReturns(equity.subarray(first), openTimeMs, options.capital), options.calendar);
  if (own === null) return null;
  const closeBefore = candles.close[Math.max(0, first - 1)] ?? Number.NaN;
  const hold =
    options.benchmark === "cash"
      ? null
      : atNormalVolatility(dailyReturns(candles.close.subarray(first), openTimeMs, closeBefore), options.calendar);
  return excessReturns(own, hold);
}
