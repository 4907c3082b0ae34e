import { RaraError, type SeriesKey, StrategyFault } from "@rara-trading/domain";
import { dailyReturnsAt, runBacktest } from "@rara-trading/simulation";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { tradeHypothesis } from "../evaluator/evaluate-hypothesis.ts";
import type { BookSleeve } from "../gates/benchmark-gates.ts";
import { READ_ROWS_MAX, type TrialLedger } from "../ledger/trial-ledger.ts";
import { isTree, readTrialRule, type TrialRule } from "../model/trial-rule.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { researchEngine } from "./research-engine.ts";
import type { StrategyWorkshop } from "./strategy-workshop.ts";

/** Which book: what other runs promoted on the series, traded over the bars of `cache`. */
export interface BookRequest {
  readonly series: SeriesKey;
  /** The run that asks: its own strategies are not in the book yet. */
  readonly runId: string;
  readonly cache: ColumnCache;
  /** Compiles what was promoted as code. */
  readonly workshop: Pick<StrategyWorkshop, "compile">;
  /** Strategies that feedback has retired. */
  readonly retired?: ReadonlySet<string> | undefined;
  readonly options: Pick<CampaignOptions, "capital" | "costs">;
}

function notTradable(strategyId: string, found: string): RaraError {
  return new RaraError(`Expected the promoted ${strategyId} to be a rule that can be traded, found ${found}`, {
    category: "bug",
    code: "research.promoted-rule",
    hint: "It was one when it was promoted: use the version that promoted it, or run `rara-trading research ledger verify`.",
  });
}

/** Returns what a promoted rule earns on the bars there are now; `null` of code that breaks on them: it trades nothing any more. */
async function returnsNow(
  strategyId: string,
  rule: TrialRule,
  { cache, workshop, options }: BookRequest,
): Promise<Float64Array | null> {
  const engine = researchEngine(options);
  if (isTree(rule)) return tradeHypothesis(rule, cache, engine).dailyReturns;
  if (rule.kind === "none") throw notTradable(strategyId, "an answer without a rule");
  const made = await workshop.compile(rule.source);
  if (made.kind === "failed") throw notTradable(strategyId, "code that does not compile");
  try {
    const { equity } = runBacktest(made.product.newSession(rule.parameters), cache.candles, engine);
    return dailyReturnsAt(equity, cache.dayEnds, engine.capital);
  } catch (error) {
    if (error instanceof StrategyFault) return null;
    throw error;
  }
}

/** Returns every strategy that an earlier run promoted on the series, evaluated again on the bars there are now. */
export async function promotedBook(ledger: TrialLedger, request: BookRequest): Promise<readonly BookSleeve[]> {
  const { series, runId, retired } = request;
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
      const dailyReturns = await returnsNow(strategyId, readTrialRule(tree), request);
      if (dailyReturns === null) continue;
      book.set(strategyId, { strategyId, dailyReturns, retired: retired?.has(strategyId) === true });
    }
  }
  return [...book.values()];
}
