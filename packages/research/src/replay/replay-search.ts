import { type CandleColumns, SeededRandom } from "@rara-trading/domain";
import { signFlippedMarket } from "@rara-trading/market-data";
import { buyAndHoldReturns } from "../campaign/buy-and-hold.ts";
import type { CampaignOptions } from "../campaign/campaign-options.ts";
import { searchTrials, type SearchSettings } from "../campaign/search-trials.ts";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { type SearchStanding, standingOf } from "./search-standing.ts";
import { trialStatistic, yardsticksOf } from "./trial-statistic.ts";

/** A search to be run again on copies of its bars: plain data, so that threads can be sent it. */
export interface ReplayedSearch {
  readonly candles: CandleColumns;
  readonly settings: SearchSettings & Pick<CampaignOptions, "seed" | "benchmark">;
}

/**
 * Runs the whole search again on one copy of its bars in which every day has the size that it had and a direction that a
 * coin chose, and returns how it stands there. Depends on the search and the number of the copy only.
 */
export function replaySearch({ candles, settings }: ReplayedSearch, copy: number): SearchStanding {
  const random = new SeededRandom(settings.seed).fork(`replay-${copy}`);
  const cache = new ColumnCache(signFlippedMarket(candles, random.fork("signs")));
  const yardsticks = yardsticksOf(settings.benchmark, buyAndHoldReturns(cache.candles), settings);
  const weighing = { ...settings, days: cache.dayEnds.length };
  const statistics: number[] = [];
  for (const { dailyReturns } of searchTrials(cache, settings, random.fork("generator"))) {
    const statistic = dailyReturns === null ? null : trialStatistic(dailyReturns, yardsticks, weighing);
    if (statistic !== null) statistics.push(statistic);
  }
  return standingOf(statistics, settings.hypothesesMax);
}
