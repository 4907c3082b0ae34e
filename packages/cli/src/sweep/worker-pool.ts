import { Worker } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";

/** What a worker of a pool is sent. */
export interface PoolRequest<Task> {
  readonly id: number;
  readonly task: Task;
}

/** What it answers: exactly one answer or failure a request, in any order. */
export type PoolReply<Answer> =
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "failed"; readonly id: number; readonly error: PoolFailure };

/** An error in plain data. */
interface PoolFailure {
  readonly message: string;
  readonly code?: string;
}

/** How a pool is opened. */
export interface WorkerPoolOptions {
  /** The workers' file. */
  readonly url: URL;
  /** Sent to every worker once; what lies in shared memory is not copied. */
  readonly workerData: unknown;
  /** Threads, at least 1. */
  readonly workers: number;
  readonly name: string;
}

/** How one run of a pool is watched. */
export interface PoolRunOptions {
  readonly signal?: AbortSignal;
  /** Told after every answer how many there are, and the place of its task. */
  readonly onProgress?: (done: number, index: number) => void;
}

/** Tasks that a worker has at a time: the one it works on and the next, so that it never waits for this thread. */
const TASKS_IN_FLIGHT = 2;
const WORKERS_MAX = 64;

/** A run under way. */
interface Run<Task, Answer> {
  readonly tasks: readonly Task[];
  readonly answers: (Answer | undefined)[];
  readonly onProgress: ((done: number, index: number) => void) | undefined;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
  next: number;
  done: number;
}

/**
 * Threads that work through lists of tasks. Answers come back in the order of the tasks whatever the number of threads;
 * a thread that ends, throws or reports a failure fails the run, and the pool with it.
 */
export class WorkerPool<Task, Answer> {
  readonly #workers: readonly Worker[];
  #run: Run<Task, Answer> | undefined;
  #failure: unknown;

  constructor({ url, workerData, workers, name }: WorkerPoolOptions) {
    if (!Number.isInteger(workers) || workers < 1 || workers > WORKERS_MAX) {
      throw new RaraError(`Expected 1 to ${WORKERS_MAX} workers, found ${workers}`, {
        category: "usage",
        code: "pool.workers",
        hint: "As many as the machine has cores is usual.",
      });
    }
    this.#workers = Array.from({ length: workers }, () => this.#start(url, workerData, name));
  }

  /**
   * Hands out the tasks and resolves with their answers, in order. One run at a time.
   * @throws RaraError what a worker failed with, or `pool.crashed`; the reason of `signal` when it aborts. The pool is
   * then of no further use.
   */
  async run(tasks: readonly Task[], { signal, onProgress }: PoolRunOptions = {}): Promise<readonly Answer[]> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#run !== undefined) throw poolError("busy", "Expected an idle pool, found one with a run under way");
    signal?.throwIfAborted();
    if (tasks.length === 0) return [];
    const { promise, resolve, reject } = Promise.withResolvers<readonly Answer[]>();
    const answers = Array.from({ length: tasks.length }, (): Answer | undefined => undefined);
    this.#run = { tasks, answers, onProgress, resolve, reject, next: 0, done: 0 };
    const stop = (): void => this.#fail(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    for (const worker of this.#workers) worker.ref();
    // Round by round, so that few tasks are spread over all workers.
    for (let round = 0; round < TASKS_IN_FLIGHT; round++) for (const worker of this.#workers) this.#feed(worker);
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", stop);
      this.#run = undefined;
      for (const worker of this.#workers) worker.unref();
    }
  }

  /** Ends the threads, whatever they are doing. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(poolError("closed", "Expected an open pool, found one that was closed"));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(url: URL, workerData: unknown, name: string): Worker {
    const worker = new Worker(url, { workerData, name, env: {} });
    worker.on("message", (reply: PoolReply<Answer>) => this.#take(worker, reply));
    worker.on("error", (error) => this.#fail(RaraError.from(error)));
    worker.on("exit", (exitCode) => {
      this.#fail(poolError("crashed", `Expected the ${name} thread to answer, found that it ended (${exitCode})`));
    });
    worker.unref();
    return worker;
  }

  #feed(worker: Worker): void {
    const run = this.#run;
    if (run === undefined || run.next >= run.tasks.length) return;
    const id = run.next++;
    worker.postMessage({ id, task: run.tasks[id] });
  }

  #take(worker: Worker, reply: PoolReply<Answer>): void {
    const run = this.#run;
    if (run === undefined) return;
    if (reply.kind === "failed") return this.#fail(failureOf(reply.error));
    run.answers[reply.id] = reply.answer;
    run.done++;
    this.#feed(worker);
    run.onProgress?.(run.done, reply.id);
    // Sound: every id was answered, each once.
    if (run.done === run.tasks.length) run.resolve(run.answers as readonly Answer[]);
  }

  /** Nothing is left half done behind a failure: what a worker still computes would be nobody's. */
  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error ?? poolError("crashed", "Expected a pool of living threads, found one ended");
    this.#run?.reject(this.#failure);
    for (const worker of this.#workers) void worker.terminate();
  }
}

function poolError(code: string, message: string): RaraError {
  return new RaraError(message, { category: "bug", code: `pool.${code}` });
}

function failureOf({ message, code }: PoolFailure): RaraError {
  return new RaraError(message, { category: "bug", code: code ?? "pool.task-failed" });
}
