import type { PerformanceMetrics } from "@rara-trading/domain";
import type { ProposalOutcome } from "../generator/hypothesis-generator.ts";
import { barsEvaluated, isDropped } from "../halving/rung.ts";
import type { TrialRecord } from "./trial-record.ts";

/** Returns for how many of `bars` bars a position was held on average; 0 when there was none. */
export function holdingBarsOf({ exposure, trades }: PerformanceMetrics, bars: number): number {
  return (exposure * bars) / Math.max(1, trades);
}

/** Returns what a generator may learn from a trial on `bars` bars: figures of the research span, no gate's threshold. */
export function proposalOutcome(trial: TrialRecord, bars: number): ProposalOutcome {
  const { metrics, dailyReturns, hypothesis } = trial;
  const trades = metrics?.trades ?? 0;
  const traded = metrics !== null && dailyReturns !== null && metrics.exposure > 0;
  return {
    hypothesisId: hypothesis.hypothesisId,
    sharpe: metrics?.sharpe ?? null,
    days: dailyReturns?.length ?? 0,
    roundTrips: trades,
    bars: barsEvaluated(trial, bars),
    ...(isDropped(trial) && { dropped: true }),
    conduct: traded
      ? {
          turnover: metrics.turnover ?? 0,
          holdingBars: holdingBarsOf(metrics, bars),
          dailyReturns,
        }
      : null,
  };
}
