import type { SeriesKey } from "@rara-trading/domain";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { tradeHypothesis } from "../evaluator/evaluate-hypothesis.ts";
import type { BookSleeve } from "../gates/benchmark-gates.ts";
import { parseStrategyTree } from "../hypothesis/parse-strategy-tree.ts";
import { READ_ROWS_MAX, type TrialLedger } from "../ledger/trial-ledger.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { researchEngine } from "./research-engine.ts";

/** Which book: what other runs promoted on the series, traded over the bars of `cache`. */
export interface BookRequest {
  readonly series: SeriesKey;
  /** The run that asks: its own strategies are not in the book yet. */
  readonly runId: string;
  readonly cache: ColumnCache;
  /** Strategies that feedback has retired. */
  readonly retired?: ReadonlySet<string> | undefined;
  readonly options: Pick<CampaignOptions, "capital" | "costs">;
}

/** Returns every strategy that an earlier run promoted on the series, evaluated again on the bars there are now. */
export async function promotedBook(ledger: TrialLedger, request: BookRequest): Promise<readonly BookSleeve[]> {
  const { series, runId, cache, retired, options } = request;
  const engine = researchEngine(options);
  const runs = await ledger.runs({ limit: READ_ROWS_MAX });
  const earlier = runs.filter(
    (run) =>
      run.runId !== runId &&
      run.accepted > 0 &&
      run.instrument === series.instrument &&
      run.timeframe === series.timeframe,
  );
  const book = new Map<string, BookSleeve>();
  for (const run of earlier) {
    const trials = await ledger.trials({ runId: run.runId, order: "index", limit: READ_ROWS_MAX });
    for (const { tree, verdict } of trials) {
      if (verdict?.state.kind !== "accepted") continue;
      const { strategyId } = verdict.state;
      if (book.has(strategyId)) continue;
      const { dailyReturns } = tradeHypothesis(parseStrategyTree(tree), cache, engine);
      book.set(strategyId, { strategyId, dailyReturns, retired: retired?.has(strategyId) === true });
    }
  }
  return [...book.values()];
}
