import { calendarOf, type PerformanceMetrics, type VaultVerdict } from "@rara-trading/domain";
import {
  dailyReturns,
  foldRoundTrips,
  maxDrawdown,
  mean,
  performanceMetrics,
  probabilisticSharpeRatio,
  sharpeSampleOf,
} from "@rara-trading/simulation";
import type { SessionRecord } from "./session-record.ts";

/** What a decision about a strategy rests on. */
export interface FeedbackEvidence {
  readonly stage: "paper" | "live";
  /** From daily equity and closed round trips; exposure counts days, drawdown is from daily mark to daily mark. */
  readonly metrics: PerformanceMetrics;
  /** UTC days with bars. */
  readonly days: number;
  readonly fills: number;
  readonly refusals: number;
  /** Probability that the true mean of the daily returns is above 0: the probabilistic Sharpe ratio against 0. */
  readonly positiveMeanProbability: number | null;
  /** Sessions of the same strategy before this one: each was another chance to look good. */
  readonly earlierSessions: number;
  readonly researchWinRate: number | null;
  /** What the vault said of the strategy; `null` when nobody looked. */
  readonly vault: VaultVerdict | null;
  /** How the strategy failed, if it did. */
  readonly fault: string | null;
}

/** Returns the evidence of a session so far, computed by the functions that judge a backtest. */
export function feedbackEvidence(record: SessionRecord): FeedbackEvidence {
  const { capital, fills, marks, end } = record;
  const equity = Float64Array.from(marks, (mark) => mark.equity);
  const openTimeMs = Float64Array.from(marks, (mark) => mark.barOpenTimeMs);
  const returns = dailyReturns(equity, openTimeMs, capital);
  const sample = sharpeSampleOf(returns);
  return {
    stage: record.stage,
    metrics: performanceMetrics({
      dailyReturns: returns,
      calendar: calendarOf(record.instrument),
      roundTrips: foldRoundTrips(fills),
      bars: marks.length,
      barsInPosition: marks.filter((mark) => mark.position !== 0).length,
      tradedNotional: fills.reduce((sum, fill) => sum + fill.quantity * fill.price, 0),
      meanEquity: mean(equity) ?? capital,
      maxDrawdown: maxDrawdown(equity, capital),
    }),
    days: marks.length,
    fills: fills.length,
    refusals: record.refusals,
    positiveMeanProbability: sample === null ? null : probabilisticSharpeRatio(sample, 0),
    earlierSessions: record.earlierSessions,
    researchWinRate: record.researchWinRate,
    vault: record.vault,
    fault: end?.reason === "strategy-fault" ? end.detail : null,
  };
}
