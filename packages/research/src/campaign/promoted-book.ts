import {
  type CandleColumns,
  firstBarAtOrAfter,
  RaraError,
  type SeriesKey,
  sliceColumns,
  StrategyFault,
  timeframeMs,
} from "@rara-trading/domain";
import { dailyReturnsAt, runBacktest } from "@rara-trading/simulation";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { tradeHypothesis } from "../evaluator/evaluate-hypothesis.ts";
import type { BookSleeve } from "../gates/benchmark-gates.ts";
import { READ_ROWS_MAX, type TrialLedger } from "../ledger/trial-ledger.ts";
import { isTree, readTrialRule, type TrialRule } from "../model/trial-rule.ts";
import { alignReturns, coveredDays, daysOf, type DayStretch } from "./book-days.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { researchEngine } from "./research-engine.ts";
import type { StrategyWorkshop } from "./strategy-workshop.ts";

/** A sleeve counts when its bars cover at least this share of the research days. */
const COVERED_SHARE_MIN = 0.5;

/** Which book: what other runs promoted, on whatever series, over the research days of `series`. */
export interface BookRequest {
  readonly series: SeriesKey;
  /** The run that asks: its own strategies are not in the book yet. */
  readonly runId: string;
  /** The research bars of `series`. */
  readonly cache: ColumnCache;
  /** Returns the research bars of another series; `null` of one that is not compared with this one. */
  readonly bookBars?: ((series: SeriesKey) => Promise<CandleColumns | null>) | undefined;
  /** Compiles what was promoted as code. */
  readonly workshop: Pick<StrategyWorkshop, "compile">;
  /** Strategies that feedback has retired. */
  readonly retired?: ReadonlySet<string> | undefined;
  readonly options: Pick<CampaignOptions, "capital" | "costs">;
}

/** The bars that a sleeve is traded on, and how its days lie in those of the series that asks. */
interface SleeveBars {
  readonly cache: ColumnCache;
  readonly days: DayStretch;
  /** Returns daily returns on these bars as returns of the days that ask. */
  readonly aligned: (dailyReturns: Float64Array) => Float64Array;
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
  cache: ColumnCache,
  { workshop, options }: BookRequest,
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

/** Returns the bars that have closed when the last bar of the series that asks closes: it may see no later one. */
function closedBy(candles: CandleColumns, { timeframe }: SeriesKey, { series, cache }: BookRequest): CandleColumns {
  const endMs = (cache.candles.openTimeMs.at(-1) ?? -Infinity) + timeframeMs(series.timeframe);
  return sliceColumns(candles, 0, firstBarAtOrAfter(candles, endMs - timeframeMs(timeframe) + 1));
}

/** Returns the bars to trade the promoted strategies of a series on; undefined when they cover too few days. */
async function sleeveBars(of: SeriesKey, request: BookRequest): Promise<SleeveBars | undefined> {
  const { series, cache: own, bookBars } = request;
  const all = { from: 0, to: own.dayEnds.length };
  if (of.instrument === series.instrument && of.timeframe === series.timeframe)
    return { cache: own, days: all, aligned: (dailyReturns) => dailyReturns };
  const candles = await bookBars?.(of);
  if (candles === undefined || candles === null) return undefined;
  const cache = new ColumnCache(closedBy(candles, of, request));
  const ownDays = daysOf(own.candles.openTimeMs, own.dayEnds);
  const theirDays = daysOf(cache.candles.openTimeMs, cache.dayEnds);
  const days = coveredDays(ownDays, theirDays);
  if (days.to - days.from < COVERED_SHARE_MIN * ownDays.length || days.to === 0) return undefined;
  return { cache, days, aligned: (dailyReturns) => alignReturns(ownDays, theirDays, dailyReturns, days) };
}

/**
 * Returns every strategy that an earlier run promoted, evaluated again on the research bars that its series has now, as daily
 * returns over the research days of the series that asks. Left out is what covers less than half of those days.
 */
export async function promotedBook(ledger: TrialLedger, request: BookRequest): Promise<readonly BookSleeve[]> {
  const { runId, retired } = request;
  const runs = await ledger.runs({ limit: READ_ROWS_MAX });
  const earlier = runs.filter((run) => run.runId !== runId && run.accepted > 0);
  const bySeries = Map.groupBy(earlier, ({ instrument, timeframe }) => `${instrument}@${timeframe}`);
  const book = new Map<string, BookSleeve>();
  for (const [first, ...others] of bySeries.values()) {
    if (first === undefined) continue;
    const bars = await sleeveBars({ instrument: first.instrument, timeframe: first.timeframe }, request);
    if (bars === undefined) continue;
    for (const run of [first, ...others]) {
      const trials = await ledger.trials({ runId: run.runId, order: "index", limit: READ_ROWS_MAX });
      for (const { tree, verdict } of trials) {
        if (verdict?.state.kind !== "accepted") continue;
        const { strategyId } = verdict.state;
        if (book.has(strategyId)) continue;
        const earned = await returnsNow(strategyId, readTrialRule(tree), bars.cache, request);
        if (earned === null) continue;
        const { days, aligned } = bars;
        book.set(strategyId, {
          strategyId,
          dailyReturns: aligned(earned),
          days,
          retired: retired?.has(strategyId) === true,
        });
      }
    }
  }
  return [...book.values()];
}
