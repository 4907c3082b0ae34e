import { availableParallelism } from "node:os";
import type { CandleColumns } from "@rara-trading/domain";
import type { EvaluatorOptions } from "@rara-trading/research";
import { EvaluationPool } from "./evaluation-pool.ts";

/** Bars times hypotheses below which starting threads costs more than it saves. */
const POOLED_BARS_MIN = 5_000_000;

/** How much a search has to evaluate, and by how many threads; 0 leaves the choice to the machine. */
export interface SearchSize {
  readonly hypotheses: number;
  readonly workers: number;
}

/** Opens threads for a search; `null` when its own thread is to do the work. What is found does not depend on it. */
export function openEvaluationPool(
  candles: CandleColumns,
  options: EvaluatorOptions,
  { hypotheses, workers }: SearchSize,
): EvaluationPool | null {
  const chosen = candles.length * hypotheses >= POOLED_BARS_MIN ? availableParallelism() : 1;
  const threads = workers > 0 ? workers : chosen;
  return threads > 1 ? new EvaluationPool(candles, options, threads) : null;
}
