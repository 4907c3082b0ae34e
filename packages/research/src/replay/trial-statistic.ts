import { mean } from "@rara-trading/simulation";
import type { BenchmarkKind } from "../gates/benchmark-kind.ts";
import { atNormalVolatility } from "../gates/excess-returns.ts";
import { type WeighingOptions, weighedReturns } from "../gates/weighed-returns.ts";

/** What trials on one history are measured against: each benchmark's daily returns at 10 % volatility, `null` for cash. */
export type Yardsticks = readonly (Float64Array | null)[];

/** Returns the yardsticks of a history: cash, and holding the instrument where that is the benchmark. */
export function yardsticksOf(
  benchmark: BenchmarkKind,
  holdReturns: Float64Array,
  { calendar }: Pick<WeighingOptions, "calendar">,
): Yardsticks {
  return benchmark === "cash" ? [null] : [null, atNormalVolatility(holdReturns, calendar)];
}

/**
 * Returns what the null replay compares: the studentised mean sqrt(n) mean(f) / w of a trial's daily returns, as the
 * reality check weighs them; where there are several yardsticks the smallest, because a strategy has to beat all of them.
 * `null` of a trial that is not weighed.
 */
export function trialStatistic(
  dailyReturns: ArrayLike<number>,
  yardsticks: Yardsticks,
  options: WeighingOptions,
): number | null {
  let least = Infinity;
  for (const yardstick of yardsticks) {
    const weighed = weighedReturns(dailyReturns, yardstick, options);
    if (weighed === null) return null;
    least = Math.min(least, Math.sqrt(weighed.length) * (mean(weighed) ?? 0));
  }
  return least;
}
