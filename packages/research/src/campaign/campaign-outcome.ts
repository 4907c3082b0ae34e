import type { GateCheck, PerformanceMetrics, ValidationVerdict, VaultVerdict } from "@rara-trading/domain";
import type { MemorySummary } from "../memory/search-memory.ts";
import type { ModelStop } from "../model/campaign-model.ts";
import type { RunnableRule, TrialRule } from "../model/trial-rule.ts";
import type { SearchFigures } from "./search-figures.ts";
import type { ReplaySummary } from "../replay/replay-survivors.ts";
import type { TrialRecord } from "./trial-record.ts";

/** A hypothesis that passed Gate 1, with its artifact. */
export interface AcceptedStrategy {
  readonly strategyId: string;
  readonly trial: TrialRecord<RunnableRule>;
  readonly artifactSha256: string;
  /** Fraction of equity that gives 10 % volatility on the research span. */
  readonly equityFraction: number;
  readonly metrics: PerformanceMetrics;
  readonly checks: readonly GateCheck[];
  /** What the validation span said; `null` when nobody asked. */
  readonly validation: ValidationVerdict | null;
  /** What the vault said; `null` when nobody looked. */
  readonly vault: VaultVerdict | null;
}

/** The trial with the highest Sharpe ratio and what became of it. */
export interface BestTrial {
  readonly trial: TrialRecord<TrialRule>;
  readonly rejectedBy: string | null;
  readonly reason: string;
}

/** What a run's language model had to do with it, earlier attempts at the run included. */
export interface ModelShare {
  readonly trials: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; `null` when the cost of one of them is not known. */
  readonly costUsd: number | null;
  /** Why it was not asked when it last was its turn; `null` when it was. */
  readonly stop: ModelStop | null;
}

/** What a campaign came to. */
export interface CampaignOutcome {
  readonly runId: string;
  readonly status: "completed" | "interrupted";
  readonly evaluated: number;
  readonly rejections: Readonly<Record<string, number>>;
  readonly accepted: readonly AcceptedStrategy[];
  readonly best: BestTrial | null;
  /** How the best stands against the search that found it. */
  readonly search: SearchFigures;
  /** What the null replay came to; `null` when none was asked for or nothing was left to judge. */
  readonly replay: ReplaySummary | null;
  /** Processor time of the search (generation, evaluation, per-hypothesis gates, ledger), seconds. */
  readonly searchCpuSeconds: number;
  /** `null` of the offline generator. */
  readonly model: ModelShare | null;
  /** What the search remembered of earlier runs; `null` when it was not to. */
  readonly memory: MemorySummary | null;
}
