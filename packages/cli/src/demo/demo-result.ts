import type { FeedbackDecision, GateCheck, PerformanceMetrics } from "@rara-trading/domain";

/** Which of the three markets: real prices, nothing to find, or a known edge. */
export type DemoMarketKind = "real" | "noise" | "planted";

/** A strategy that passed Gate 1 and went to paper. */
export interface DemoPromotion {
  readonly strategyId: string;
  readonly trialId: string;
  readonly hypothesis: string;
  readonly artifactSha256: string;
  /** Fraction of equity that gives 10 % volatility on the research span; paper trades at it. */
  readonly equityFraction: number;
  readonly checks: readonly GateCheck[];
  /** What it passed, and what the guarded spans said. */
  readonly reason: string;
  /** On the research span, at 10 % volatility. */
  readonly research: PerformanceMetrics;
  /** On the paper span, at the size that paper traded; null when paper was interrupted. */
  readonly paper: PerformanceMetrics | null;
  readonly paperFills: number;
  readonly paperRefusals: number;
  /** What the Feedback Bridge decided; null when paper was interrupted. */
  readonly decision: FeedbackDecision | null;
  /** Whether a live proposal now waits for a person. */
  readonly liveProposed: boolean;
}

/** The hypothesis with the highest research Sharpe, accepted or not. */
interface DemoBest {
  readonly trialId: string;
  readonly hypothesis: string;
  readonly sharpe: number | null;
  /** Gate that refused it, or null when it was accepted. */
  readonly rejectedBy: string | null;
  readonly reason: string;
}

/** What one market's walk through the loop came to. */
export interface DemoMarket {
  readonly kind: DemoMarketKind;
  readonly label: string;
  readonly instrument: string;
  readonly timeframe: string;
  readonly bars: number;
  readonly runId: string;
  readonly status: "completed" | "interrupted";
  /** Hypotheses evaluated and logged as trials. */
  readonly hypotheses: number;
  /** Rejections by the first gate that said no. */
  readonly rejections: Readonly<Record<string, number>>;
  readonly benchmark: "buy-and-hold" | "cash";
  readonly best: DemoBest | null;
  /** p-value of the best of all tries in the reality check; null when nothing ever traded or it was interrupted. */
  readonly searchPValue: number | null;
  /** What passed Gate 1 and went to paper; empty when nothing did. */
  readonly promoted: readonly DemoPromotion[];
  readonly verdict: string;
  /** Wall time of the campaign, from opening the home folder to the last artifact. */
  readonly campaignSeconds: number;
  /** Processor time of proposing, evaluating and logging the hypotheses. */
  readonly searchCpuSeconds: number;
}

/** Growth curves for the report: 1 at the start, one value a day. */
export interface DemoCurves {
  readonly research: {
    readonly fromDate: string;
    readonly toDate: string;
    readonly best: readonly number[];
    readonly hold: readonly number[];
  };
  readonly paper: readonly {
    readonly strategyId: string;
    readonly fromDate: string;
    readonly toDate: string;
    readonly equity: readonly number[];
  }[];
}

/** Everything that the report draws about a market. */
export interface DemoMarketReport {
  readonly market: DemoMarket;
  readonly curves: DemoCurves;
}
