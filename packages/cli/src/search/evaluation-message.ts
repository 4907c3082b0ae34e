import type { CandleColumns } from "@rara-trading/domain";
import type { EvaluatorOptions, Proposal } from "@rara-trading/research";

/** What every thread of a search is given once: plain data, the candles in shared memory. */
export interface EvaluationWorkerData {
  readonly candles: CandleColumns;
  readonly options: EvaluatorOptions;
}

/** Proposals to evaluate, in order. */
export type EvaluationTask = readonly Proposal[];
