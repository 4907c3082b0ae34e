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

/** The Feedback Bridge gave a strategy up and asks research for a better one around its family. */
export interface RetrainRequested {
  readonly strategyId: string;
  /** The session that is the evidence. */
  readonly sessionId: string;
  /** The trial by which research accepted it: its rule is where the search begins. */
  readonly trialId: string;
  readonly reason: string;
  /** UTC days with bars. */
  readonly days: number;
  /** Annualised, over those days; `null` when undefined. */
  readonly sharpe: number | null;
  readonly maxDrawdown: number;
}

/** A strategy earned a proposal for live trading, which waits for a person. */
export interface LiveProposed {
  readonly strategyId: string;
  readonly artifactSha256: string;
  readonly equityFraction: number;
  readonly reason: string;
}
