import type { ParameterValues, StrategyModule } from "@rara-trading/strategy-runtime";
import type { BarRange } from "../walk-forward/cut-folds.ts";
import type { WindowMarket, WindowTrial } from "../walk-forward/evaluate-window.ts";
import { crossThreadColumns } from "./cross-thread-columns.ts";
import type { SweepTask, SweepWorkerData } from "./sweep-message.ts";
import { type PoolRunOptions, WorkerPool } from "./worker-pool.ts";

/** The worker's file stands beside this one, as source and as a build. */
const WORKER_URL = new URL(`./sweep-worker${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url);
/** Sets of one task: enough that the post costs nothing beside them, few enough that the last ones are spread. */
const TASK_SETS = 4;

/**
 * Evaluates sets of parameters of one strategy on one history in several threads. The module and the candles are sent
 * to each thread once; every set gets a fresh instance. The trials are those of a serial evaluation, in order, for any
 * number of threads.
 */
export class SweepPool {
  readonly #pool: WorkerPool<SweepTask, readonly WindowTrial[]>;

  /** `workers` threads, at least 1; the market must be without guards, which are functions and cannot be sent. */
  constructor(module: StrategyModule, { candles, calendar, engine }: WindowMarket, workers: number) {
    const { capital, costs, sizing, tradeFromMs } = engine;
    const workerData: SweepWorkerData = {
      module,
      candles: crossThreadColumns(candles),
      calendar,
      engine: { capital, costs, sizing, tradeFromMs },
    };
    this.#pool = new WorkerPool({ url: WORKER_URL, workerData, workers, name: "sweep" });
  }

  /**
   * Resolves with one trial a set, in order; `onProgress` is told how many sets are done.
   * @throws RaraError `pool.crashed` when a thread ends; the reason of `signal` when it aborts.
   */
  async evaluate(
    window: BarRange,
    sets: readonly ParameterValues[],
    { signal, onProgress }: PoolRunOptions = {},
  ): Promise<readonly WindowTrial[]> {
    const tasks: SweepTask[] = [];
    for (let from = 0; from < sets.length; from += TASK_SETS) {
      tasks.push({ window, sets: sets.slice(from, from + TASK_SETS) });
    }
    const answers = await this.#pool.run(tasks, {
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined
        ? {}
        : { onProgress: (done) => onProgress(Math.min(done * TASK_SETS, sets.length)) }),
    });
    return answers.flat();
  }

  /** Ends the threads. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}
