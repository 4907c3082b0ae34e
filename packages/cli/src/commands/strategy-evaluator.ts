import { availableParallelism } from "node:os";
import { DEFAULT_SCORE_THRESHOLD, type ParameterValues } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import { SweepPool } from "../sweep/sweep-pool.ts";
import type { WindowMarket } from "../walk-forward/evaluate-window.ts";
import { type EvaluateSets, serialEvaluator } from "../walk-forward/walk-forward.ts";
import type { StrategySubject } from "./strategy-subject.ts";

/** Bars times sets below which starting threads costs more than it saves. */
const POOLED_BARS_MIN = 1_000_000;

/** Something that evaluates sets, until it is closed. */
interface OpenEvaluator extends AsyncDisposable {
  readonly evaluate: EvaluateSets;
}

/**
 * Opens an evaluator for that many sets: in this thread for little work, in a thread for each core for much. The trials
 * are the same either way. Threads know no score threshold but the usual one.
 */
export function openEvaluator(
  { config }: CommandContext,
  subject: StrategySubject,
  market: WindowMarket,
  sets: readonly ParameterValues[],
): OpenEvaluator {
  const usual = config.strategy.scoreThreshold === DEFAULT_SCORE_THRESHOLD;
  if (usual && sets.length * market.candles.length >= POOLED_BARS_MIN) {
    const pool = new SweepPool(subject.module, market, availableParallelism());
    return {
      evaluate: (window, batch) => pool.evaluate(window, batch),
      [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
    };
  }
  const evaluate = serialEvaluator((set) => subject.openSession(set), market);
  return { evaluate, [Symbol.asyncDispose]: () => Promise.resolve() };
}
