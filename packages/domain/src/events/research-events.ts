import type { InstrumentId } from "../market/instrument-id.ts";
import type { Timeframe } from "../market/timeframe.ts";
import type { DataSpans } from "../research/data-spans.ts";
import type { ExperimentState } from "../research/experiment-state.ts";
import type { Hypothesis } from "../research/hypothesis.ts";
import type { ValidationVerdict } from "../research/validation-verdict.ts";
import type { VaultVerdict } from "../research/vault-verdict.ts";
import type { PerformanceMetrics } from "../trading/performance-metrics.ts";

/** A campaign began on an instrument's research span. */
export interface ResearchRunStarted {
  readonly runId: string;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly seed: string;
  readonly hypothesesMax: number;
  readonly spans: DataSpans;
  /** sha256 of the research bars. */
  readonly dataHash: string;
}

/** A batch of hypotheses was evaluated and logged as trials; the ledger holds each one. */
export interface ResearchBatchEvaluated {
  readonly runId: string;
  /** Hypotheses evaluated so far in the run. */
  readonly evaluated: number;
  readonly bestSharpe: number | null;
  /** Rejections so far, by the first gate that said no. */
  readonly rejections: Readonly<Record<string, number>>;
}

/** A hypothesis reached the search-level gate, so its walk is told on the bus from here on. */
export interface HypothesisProposed {
  readonly runId: string;
  readonly trialId: string;
  readonly hypothesis: Hypothesis;
}

/** Every gate has spoken about a hypothesis. */
export interface ExperimentCompleted {
  readonly runId: string;
  readonly trialId: string;
  readonly hypothesisId: string;
  readonly state: ExperimentState;
  /** Metrics on the research span, normalised to 10 % volatility. */
  readonly metrics: PerformanceMetrics | null;
}

/** A hypothesis passed Gate 1 and its compiled artifact entered the paper stage. */
export interface CandidateAccepted {
  readonly runId: string;
  readonly trialId: string;
  readonly strategyId: string;
  readonly hypothesis: Hypothesis;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  /** sha256 of the compiled module, which names the artifact. */
  readonly artifactSha256: string;
  /** Fraction of equity that gives 10 % volatility on the research span. */
  readonly equityFraction: number;
  readonly researchMetrics: PerformanceMetrics;
  /** Absent when the validation span was not asked. */
  readonly validation?: ValidationVerdict;
  /** Absent when the vault was not looked into. */
  readonly vault?: VaultVerdict;
}

/** A row of the trial ledger: its number from 1, and its hash, which covers every row before it. */
export interface LedgerPlace {
  readonly entries: number;
  readonly headHash: string;
}

/** A campaign ended. */
export interface ResearchRunCompleted {
  readonly runId: string;
  readonly status: "completed" | "interrupted" | "failed";
  readonly evaluated: number;
  readonly acceptedStrategyIds: readonly string[];
  readonly rejections: Readonly<Record<string, number>>;
  /** Where the run's end stands in the trial ledger. Events of earlier builds lack it. */
  readonly ledger?: LedgerPlace;
}
