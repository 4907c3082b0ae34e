import type { CandleColumns } from "@rara-trading/domain";
import type { EvaluatedTrial, EvaluatorOptions, Proposal, TrialEvaluator } from "@rara-trading/research";
import { crossThreadColumns } from "../sweep/cross-thread-columns.ts";
import { WorkerPool } from "../sweep/worker-pool.ts";
import type { EvaluationTask, EvaluationWorkerData } from "./evaluation-message.ts";

/** The worker's file stands beside this one, as source and as a build. */
const WORKER_URL = new URL(
  `./evaluation-worker${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`,
  import.meta.url,
);
/** Proposals of one task: enough that the post costs nothing beside them, few enough that a round is spread. */
const TASK_PROPOSALS = 3;

/**
 * Evaluates a search's proposals in several threads, each with a column cache of its own. The trials are those of one
 * thread, in order, for any number of threads.
 */
export class EvaluationPool implements TrialEvaluator, AsyncDisposable {
  readonly #pool: WorkerPool<EvaluationTask, readonly EvaluatedTrial[]>;
  #cpuMs = 0;

  /** Starts `workers` threads, at least 1. */
  constructor(candles: CandleColumns, options: EvaluatorOptions, workers: number) {
    const { runId, calendar, costs, capital, thresholds } = options;
    const workerData: EvaluationWorkerData = {
      candles: crossThreadColumns(candles),
      options: { runId, calendar, costs, capital, thresholds },
    };
    this.#pool = new WorkerPool({ url: WORKER_URL, workerData, workers, name: "search" });
  }

  /** Processor time of every evaluation so far, milliseconds. */
  get cpuMs(): number {
    return this.#cpuMs;
  }

  /** @throws RaraError `pool.crashed` when a thread ends; the reason of `signal` when it aborts. */
  async evaluate(proposals: readonly Proposal[], signal: AbortSignal): Promise<readonly EvaluatedTrial[]> {
    const tasks: EvaluationTask[] = [];
    for (let from = 0; from < proposals.length; from += TASK_PROPOSALS) {
      tasks.push(proposals.slice(from, from + TASK_PROPOSALS));
    }
    const trials = (await this.#pool.run(tasks, { signal })).flat();
    for (const { cpuMs } of trials) this.#cpuMs += cpuMs;
    return trials;
  }

  /** Ends the threads. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}
