import type { ProposalOutcome } from "../generator/hypothesis-generator.ts";
import { barsEvaluated, isDropped } from "../halving/rung.ts";
import type { TrialRecord } from "./trial-record.ts";

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
          holdingBars: (metrics.exposure * bars) / Math.max(1, trades),
          dailyReturns,
        }
      : null,
  };
}
