import { SeededRandom } from "@rara-trading/domain";
import { compareSearch, type SearchComparison } from "../gates/compare-search.ts";
import { loggedReturns } from "../ledger/logged-returns.ts";
import { buyAndHoldReturns } from "./buy-and-hold.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";

/** Weighs every trial that was ever logged on these research bars, by whatever run, against what luck would have shown. */
export function weighSearch(
  dependencies: CampaignDependencies,
  options: CampaignOptions,
  onProgress: (models: number) => void,
): Promise<SearchComparison> {
  const { data, ledger, clock, signal } = dependencies;
  const { calendar, benchmark, thresholds, seed } = options;
  const holdReturns = buyAndHoldReturns(data.candles);
  return compareSearch(
    {
      loggedReturns: () => loggedReturns(ledger, { ...data.series, dataHash: data.dataHash }),
      calendar,
      benchmark,
      holdReturns: benchmark === "cash" ? null : holdReturns,
      days: holdReturns.length,
      thresholds,
      random: new SeededRandom(seed).fork("reality-check"),
    },
    { clock, signal, onProgress },
  );
}
