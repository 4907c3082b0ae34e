import type { FeedbackDecision } from "../feedback/feedback-decision.ts";
import type { PerformanceMetrics } from "../trading/performance-metrics.ts";

/** The Feedback Bridge judged a strategy on what it did in a stage. */
export interface StrategyEvaluated {
  readonly strategyId: string;
  readonly sessionId: string;
  readonly stage: "paper" | "live";
  readonly decision: FeedbackDecision;
  readonly metrics: PerformanceMetrics;
  readonly fills: number;
  readonly refusals: number;
  readonly days: number;
}

/** A strategy earned a proposal for live trading, which waits for a person. */
export interface LiveProposed {
  readonly strategyId: string;
  readonly artifactSha256: string;
  readonly equityFraction: number;
  readonly reason: string;
}
