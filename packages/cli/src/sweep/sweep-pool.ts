import type { ParameterValues, StrategyModule } from "@rara-trading/strategy-runtime";
import type { BarRange } from "../walk-forward/cut-folds.ts";
import type { WindowMarket, WindowTrial } from "../walk-forward/evaluate-window.ts";
import { crossThreadColumns } from "./cross-thread-columns.ts";
import type { SweepTask, SweepWorkerData } from "./sweep-message.ts";
import { WorkerPool } from "./worker-pool.ts";

/** The worker's file stands beside this one, as source and as a build. */
const WORKER_URL = new URL(`./sweep-worker${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url);
/** Sets of one task at least. */
const TASK_SETS_MIN = 4;
/** Sets of one task at most: a task costs this thread a tenth of a millisecond, however many sets it holds. */
const TASK_SETS_MAX = 32;
/** Tasks for each thread, at least, that what is left is cut into. */
const TASKS_LEFT = 4;

/** How one run of a sweep is watched. */
interface SweepRunOptions {
  readonly signal?: AbortSignal;
  /** Told after every task how many sets are done. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Evaluates sets of parameters of one strategy on one history in several threads. The module and the candles are sent
 * to each thread once; every set gets a fresh instance. The trials are those of a serial evaluation, in order, for any
 * number of threads.
 */
export class SweepPool {
  readonly #pool: WorkerPool<SweepTask, readonly WindowTrial[]>;
  readonly #workers: number;

  /** `workers` threads, at least 1; the market must be without guards, which are functions and cannot be sent. */
  constructor(module: StrategyModule, { candles, calendar, engine }: WindowMarket, workers: number) {
    const { capital, costs, sizing, tradeFromMs } = engine;
    const workerData: SweepWorkerData = {
      module,
      candles: crossThreadColumns(candles),
      calendar,
      engine: { capital, costs, sizing, tradeFromMs },
    };
    this.#workers = workers;
    this.#pool = new WorkerPool({ url: WORKER_URL, workerData, workers, name: "sweep" });
  }

  /**
   * Resolves with one trial a set, in order; `onProgress` is told how many sets are done.
   * @throws RaraError `pool.crashed` when a thread ends; the reason of `signal` when it aborts.
   */
  async evaluate(
    window: BarRange,
    sets: readonly ParameterValues[],
    { signal, onProgress }: SweepRunOptions = {},
  ): Promise<readonly WindowTrial[]> {
    const tasks = this.#cut(window, sets);
    let evaluated = 0;
    const answers = await this.#pool.run(tasks, {
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined
        ? {}
        : { onProgress: (_, index) => onProgress((evaluated += tasks[index]?.sets.length ?? 0)) }),
    });
    return answers.flat();
  }

  /** Long tasks first, so that few are posted; short ones last, so that all threads end together. */
  #cut(window: BarRange, sets: readonly ParameterValues[]): readonly SweepTask[] {
    const tasks: SweepTask[] = [];
    for (let from = 0; from < sets.length;) {
      const share = Math.ceil((sets.length - from) / (this.#workers * TASKS_LEFT));
      const to = from + Math.min(Math.max(share, TASK_SETS_MIN), TASK_SETS_MAX);
      tasks.push({ window, sets: sets.slice(from, to) });
      from = to;
    }
    return tasks;
  }

  /** Ends the threads. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}
