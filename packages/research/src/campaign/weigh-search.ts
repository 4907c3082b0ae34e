import { SeededRandom } from "@rara-trading/domain";
import { compareSearch, type SearchComparison } from "../gates/compare-search.ts";
import { loggedReturns } from "../ledger/logged-returns.ts";
import type { ReturnVectorQuery } from "../ledger/trial-ledger.ts";
import { buyAndHoldReturns } from "./buy-and-hold.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";

/** What weighing a search reads: the bars it was on, and the ledger that holds every try on them. */
export type SearchDependencies = Pick<CampaignDependencies, "data" | "ledger" | "clock" | "signal">;

/** What determines the outcome besides. */
export interface SearchOptions extends Pick<CampaignOptions, "calendar" | "benchmark" | "thresholds" | "seed"> {
  /**
   * The run that asks. What it evaluated to judge its candidates comes after the question, and is not counted when a
   * killed run asks it again.
   */
  readonly hypothesesOf?: ReturnVectorQuery["hypothesesOf"];
}

/**
 * Weighs every trial that was ever logged on this instrument, by whatever run and on whatever timeframe, against what
 * luck would have shown; with `only`, those whose returns have one of these hashes, as if nothing else had been tried.
 */
export function weighSearch(
  dependencies: SearchDependencies,
  options: SearchOptions,
  onProgress: (models: number) => void,
  only?: ReadonlySet<string>,
): Promise<SearchComparison> {
  const { data, ledger, clock, signal } = dependencies;
  const { calendar, benchmark, thresholds, seed, hypothesesOf } = options;
  const holdReturns = buyAndHoldReturns(data.candles);
  const days = holdReturns.length;
  return compareSearch(
    {
      async *loggedReturns() {
        const about = { instrument: data.series.instrument, ...(hypothesesOf !== undefined && { hypothesesOf }) };
        for await (const logged of loggedReturns(ledger, about)) {
          if (only !== undefined && !only.has(logged.returnsHash)) continue;
          // A bar that was added to or corrected in the history since must not make earlier tries on it forgotten: cut, or
          // shifted by a day, they still count.
          yield { ...logged, returns: logged.returns.subarray(0, days) };
        }
      },
      calendar,
      benchmark,
      holdReturns: benchmark === "cash" ? null : holdReturns,
      days,
      thresholds,
      random: new SeededRandom(seed).fork("reality-check"),
    },
    { clock, signal, onProgress },
  );
}
