import type { MarketCalendar } from "@rara-trading/domain";
import { longRunDeviation } from "../statistics/studentised-bootstrap.ts";
import { atNormalVolatility, excessReturns } from "./excess-returns.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { betsOf } from "./independent-bets.ts";

/** How a search is weighed. */
export interface WeighingOptions {
  readonly calendar: MarketCalendar;
  readonly thresholds: Pick<Gate1Thresholds, "weighedBetsMin" | "meanBlockDays">;
}

/** Kernel below which an autocovariance no longer counts for a standard error: a thousandth of the first. */
const KERNEL_MIN = 1e-3;

/**
 * Returns daily returns beyond the benchmark (beyond nothing for `null`), both at 10 % volatility, in units of their own
 * long-run standard error (Hansen 2005), so that wild returns do not set the bar for all. `null` of what is not weighed:
 * with too few bets it can never be promoted, so what luck could show in it needs no guarding against.
 */
export function weighedReturns(
  dailyReturns: Float32Array,
  benchmark: Float64Array | null,
  { calendar, thresholds }: WeighingOptions,
): Float64Array | null {
  if (betsOf(dailyReturns).count < thresholds.weighedBetsMin) return null;
  const normal = atNormalVolatility(dailyReturns, calendar);
  if (normal === null) return null;
  const excess = excessReturns(normal, benchmark);
  const deviation = longRunDeviation(excess, thresholds.meanBlockDays, KERNEL_MIN);
  return deviation > 0 ? excess.map((value) => value / deviation) : null;
}
