import type { MarketCalendar } from "@rara-trading/domain";
import { overDays } from "../statistics/over-days.ts";
import { longRunDeviation } from "../statistics/studentised-bootstrap.ts";
import { atNormalVolatility, excessReturns } from "./excess-returns.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { BET_DAYS, betsOf } from "./independent-bets.ts";

/** How a search is weighed. */
export interface WeighingOptions {
  readonly calendar: MarketCalendar;
  readonly thresholds: Pick<Gate1Thresholds, "weighedBetsMin" | "betsMin" | "meanBlockDays">;
  /** Research days, which a trial that nobody dropped covers. */
  readonly days: number;
}

/** Share of the stretches on which a trial has to bet where the history is too short for as many as G1 asks for. */
const SHORT_HISTORY_SHARE = 0.5;

/**
 * Returns how many independent bets a trial needs to be weighed: as many as G1 asks for (`betsMin`), on a shorter history
 * half of its stretches, but at least `weighedBetsMin`.
 */
function betsToBeWeighed({ thresholds, days }: Omit<WeighingOptions, "calendar">): number {
  const { betsMin, weighedBetsMin } = thresholds;
  return Math.max(weighedBetsMin, Math.min(betsMin, Math.floor((days / BET_DAYS) * SHORT_HISTORY_SHARE)));
}

/**
 * Returns daily returns beyond the benchmark (beyond nothing for `null`), both at 10 % volatility, in units of their own
 * long-run standard error (Hansen 2005), so that wild returns do not set the bar for all. Those of a trial that was
 * dropped on the first days are filled with days without a return: they keep the t statistic of their own days, and need
 * as many bets as their share of the days. `null` of what is not weighed: with too few bets it can never be promoted, so
 * what luck could show in it needs no guarding against.
 */
export function weighedReturns(
  dailyReturns: ArrayLike<number>,
  benchmark: Float64Array | null,
  options: WeighingOptions,
): Float64Array | null {
  const { calendar, thresholds, days } = options;
  if (betsOf(dailyReturns).count < (betsToBeWeighed(options) * dailyReturns.length) / days) return null;
  const normal = atNormalVolatility(dailyReturns, calendar);
  if (normal === null) return null;
  const own = excessReturns(normal, benchmark?.subarray(0, dailyReturns.length) ?? null);
  const excess = overDays(own, days);
  const deviation = longRunDeviation(excess, thresholds.meanBlockDays);
  return deviation > 0 ? excess.map((value) => value / deviation) : null;
}
