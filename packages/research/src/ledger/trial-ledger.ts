import type {
  ExperimentState,
  Hypothesis,
  InstrumentId,
  LedgerPlace,
  PerformanceMetrics,
  SeriesKey,
  Timeframe,
  TradingCosts,
} from "@rara-trading/domain";
import type { SearchFigures } from "../campaign/search-figures.ts";
import type { BenchmarkKind } from "../gates/benchmark-kind.ts";
import type { ModelExpectation, ModelProposal } from "../prompts/model-proposal.ts";
import type { ReplaySummary } from "../replay/replay-survivors.ts";
import type { ChainVerdict } from "./chained-journal.ts";

/** Hypotheses one run may evaluate: as many as can be read, weighed and judged at once. */
export const RUN_HYPOTHESES_MAX = 100_000;
/** Entries one append may carry: a judgement, all verdicts and the neighbours that it took, is one append. */
export const APPEND_ENTRIES_MAX = 4 * RUN_HYPOTHESES_MAX;
/** Rows one read may return: all trials of a run, neighbours included. */
export const READ_ROWS_MAX = 2 * RUN_HYPOTHESES_MAX;
/** Return vectors one read may return: of 3,000 days each, 12 MB. */
export const RETURN_VECTORS_PAGE_MAX = 1000;

/** What a campaign sets out to do; everything that, with the code, determines its trials. */
export interface RunFacts {
  readonly runId: string;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly seed: string;
  /** sha256 of the research bars. */
  readonly dataHash: string;
  readonly benchmark: BenchmarkKind;
  readonly costs: TradingCosts;
  /** Whatever else determined the run (thresholds, limits): plain data. */
  readonly settings: unknown;
  readonly startedAtMs: number;
}

/** What a language model had to do with a trial. What it says is kept for people and never enters a prompt. */
export interface ModelFacts {
  /** How it was reached. */
  readonly backend: string;
  /** As the backend names it; `null` when it does not. */
  readonly model: string | null;
  /** Tokens of all calls for this trial, repairs included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars for them; `null` when nobody knows. */
  readonly costUsd: number | null;
  /** `null` when the answer was of no use. */
  readonly expected: ModelExpectation | null;
  readonly statement: Pick<ModelProposal, "hypothesis" | "mechanism" | "falsifier" | "regimeExpectation"> | null;
}

/** What an evaluation measured, whatever the gates think of it. An evaluation that failed is a trial as well. */
export interface TrialFacts {
  readonly trialId: string;
  readonly runId: string;
  /** 0, 1, 2 … within the run. */
  readonly index: number;
  readonly hypothesis: Hypothesis;
  /** The expression tree, plain data; of a model's answer without a tree, `{ kind: "code", source }` or `{ kind: "none" }`. */
  readonly tree: unknown;
  /** Absent when no model had to do with it. */
  readonly model?: ModelFacts;
  /** On the research span, at 10 % volatility; `null` when the evaluation failed. */
  readonly metrics: PerformanceMetrics | null;
  /**
   * One simple return a day of the research span, as traded: before scaling to 10 % volatility and before any
   * benchmark, both of which can be computed from it. `null` when the evaluation failed.
   */
  readonly dailyReturns: Float32Array | null;
  readonly evaluatedAtMs: number;
  /** Milliseconds of computing it took, if measured. */
  readonly cpuMs: number | null;
}

/** What became of a trial once every gate that it reached has spoken. Each trial gets one, at any time after it. */
export interface TrialVerdict {
  readonly trialId: string;
  readonly runId: string;
  readonly state: ExperimentState;
  readonly decidedAtMs: number;
}

/** How a run came to an end. A run that was interrupted may go on and end again. */
export interface RunEnd {
  readonly runId: string;
  readonly status: "completed" | "interrupted" | "failed";
  /** Trials of the run at that moment. */
  readonly evaluated: number;
  /** Why it was interrupted, in one word: `budget-spent`, `model-failed`, `unusable-answers`, `no-model`, `run-budget`; absent when somebody stopped it. */
  readonly reason?: string;
  /** How its best stood against the search, as it was told then; absent of an unfinished run and of a person's. */
  readonly search?: SearchFigures;
  /** Of a run that was replayed: what the copies came to. They touch no bars but sizes of moves and are no trials. */
  readonly replay?: ReplaySummary;
  readonly finishedAtMs: number;
}

/** Something the ledger keeps for ever. */
export type LedgerEntry =
  | { readonly kind: "run"; readonly run: RunFacts }
  | { readonly kind: "trial"; readonly trial: TrialFacts }
  | { readonly kind: "verdict"; readonly verdict: TrialVerdict }
  | { readonly kind: "run-end"; readonly end: RunEnd };

/** What an append did. */
export interface AppendSummary {
  readonly appended: number;
  /** Entries that were stored before with the same content. */
  readonly unchanged: number;
  /** Where the last of them stands, stored now or before; `null` of none. */
  readonly last: LedgerPlace | null;
}

/** A run with what has become of it so far. */
export interface RunSummary extends RunFacts {
  /** Place in the chain. */
  readonly seq: number;
  /** `open`: it runs, or was killed. */
  readonly status: RunEnd["status"] | "open";
  readonly finishedAtMs: number | null;
  /** Absent where the run's end says nothing of it. */
  readonly search?: SearchFigures;
  readonly trials: number;
  readonly accepted: number;
  readonly failed: number;
  /** Rejected trials by the gate that rejected them. */
  readonly rejections: Readonly<Record<string, number>>;
}

/** A trial as the ledger holds it, with its verdict if there is one yet. */
export interface LoggedTrial extends Omit<TrialFacts, "dailyReturns"> {
  /** Place in the chain. */
  readonly seq: number;
  /** Hash of its row, which covers every row before it. */
  readonly hash: string;
  /** sha256 of the stored daily returns. */
  readonly returnsHash: string | null;
  readonly verdict: { readonly state: ExperimentState; readonly decidedAtMs: number } | null;
}

/** Which runs to read. */
export interface RunQuery {
  /** Only this run. */
  readonly runId?: string;
  readonly limit: number;
}

/** Which trials of a run to read, and in which order: best Sharpe ratio first (undefined last), or as evaluated. */
export interface TrialQuery {
  readonly runId: string;
  readonly order: "sharpe" | "index";
  readonly limit: number;
}

/** Which return vectors to read: those of every run on a series. */
export interface ReturnVectorQuery extends Pick<SeriesKey, "instrument"> {
  /** Only runs on this timeframe; on every timeframe of the instrument when absent. */
  readonly timeframe?: SeriesKey["timeframe"];
  /** Only runs on these very research bars; on whatever bars the series had when absent. */
  readonly dataHash?: string;
  /** Of this run only the trials below this index: without the neighbours that it evaluated to judge them. */
  readonly hypothesesOf?: { readonly runId: string; readonly hypothesesMax: number };
  /** Continue after this hash; from the beginning when absent. */
  readonly afterHash?: string;
  /** At most `RETURN_VECTORS_PAGE_MAX`. */
  readonly limit: number;
}

/** A return vector with the number of trials that produced it. */
export interface LoggedReturns {
  readonly returnsHash: string;
  readonly returns: Float32Array;
  readonly trials: number;
}

/** One page of the different return vectors, in the order of their hashes. */
export interface ReturnVectorPage {
  readonly vectors: readonly LoggedReturns[];
  /** Whether more follow after the last of them. */
  readonly more: boolean;
}

/**
 * Where every evaluation is written down before anybody may believe it. Append-only and hash-chained: each row's hash
 * covers the row before and every field except clock and processor times. Several processes may use one ledger at once.
 */
export interface TrialLedger extends AsyncDisposable {
  /**
   * Appends entries in order, all or none. Appending an entry again with the same content changes nothing, so a
   * campaign that was killed may repeat its last batch.
   * @throws RaraError `research.ledger-conflict` for an id that is stored with other content,
   * `research.ledger-orphan` for a trial, verdict or end without its run or trial.
   */
  append(entries: readonly LedgerEntry[]): Promise<AppendSummary>;
  /** Returns runs, the latest first. */
  runs(query: RunQuery): Promise<readonly RunSummary[]>;
  /** Returns trials of a run with their verdicts. */
  trials(query: TrialQuery): Promise<readonly LoggedTrial[]>;
  /** Returns one trial, or undefined when the ledger does not hold it. */
  trial(trialId: string): Promise<LoggedTrial | undefined>;
  /** Returns the different return vectors of all runs on an instrument. */
  returnVectors(query: ReturnVectorQuery): Promise<ReturnVectorPage>;
  /** Walks the chain and says whether the ledger is what was written. */
  verify(): Promise<ChainVerdict>;
}
