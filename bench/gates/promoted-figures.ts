import type { CandleColumns, TradingCosts } from "@rara-trading/domain";
import { ColumnCache, evaluateHypothesis, type TrialRecord } from "@rara-trading/research";
import { DEFAULT_SIZING } from "@rara-trading/domain";
import { dailyReturns, probabilisticSharpeRatio, sharpeRatio, sharpeSampleOf } from "@rara-trading/simulation";
import {
  type GateMarket,
  marketBars,
  MARKET_BARS,
  PURGE_BARS,
  RESEARCH_BARS,
  sliceOf,
  TRUTH_BARS,
} from "./gate-market.ts";

/** What is known about a promoted rule that the gates could not know. */
export interface PromotedFigures {
  readonly english: string;
  /** Annualised Sharpe ratio on the research span, after costs. */
  readonly inSample: number;
  /** On twenty fresh years of the same kind of market. */
  readonly truth: number;
  /** On the two years after the research span. */
  readonly vault: number | null;
  /** p-value there: 1 less the probabilistic Sharpe ratio against 0. */
  readonly vaultPValue: number;
}

/** Daily bars of a year. */
export const SESSIONS = 252;

/** Evaluates a promoted rule where the gates never looked. */
export async function promotedFigures(
  trial: TrialRecord,
  market: GateMarket,
  whole: CandleColumns,
  { costs, capital }: { readonly costs: TradingCosts; readonly capital: number },
): Promise<PromotedFigures> {
  const engine = { capital, costs, sizing: DEFAULT_SIZING, guards: [], tradeFromMs: 0 };
  const fresh = await marketBars(market, TRUTH_BARS, "truth");
  const truth = evaluateHypothesis(trial.tree, new ColumnCache(fresh), { engine, calendar: "sessions" });
  // The purge gap warms the rule up; it trades from the vault's first bar on.
  const unseen = sliceOf(whole, RESEARCH_BARS, MARKET_BARS);
  const tradeFromMs = unseen.openTimeMs[PURGE_BARS - 1] ?? 0;
  const vaultRun = evaluateHypothesis(trial.tree, new ColumnCache(unseen), {
    engine: { ...engine, tradeFromMs },
    calendar: "sessions",
  });
  const vaultReturns = dailyReturns(vaultRun.result.equity, unseen.openTimeMs, capital).subarray(PURGE_BARS);
  const sample = sharpeSampleOf(vaultReturns);
  const probability = sample === null ? null : probabilisticSharpeRatio(sample, 0);
  return {
    english: trial.hypothesis.english,
    inSample: trial.metrics?.sharpe ?? 0,
    truth: truth.metrics.sharpe ?? 0,
    vault: sharpeRatio(vaultReturns, SESSIONS),
    vaultPValue: probability === null ? 1 : 1 - probability,
  };
}
