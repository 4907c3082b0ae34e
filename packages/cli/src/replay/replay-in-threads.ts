import { availableParallelism } from "node:os";
import type { ReplayCopies, SearchStanding } from "@rara-trading/research";
import { crossThreadColumns } from "../sweep/cross-thread-columns.ts";
import { WorkerPool } from "../sweep/worker-pool.ts";

/** The worker's file stands beside this one, as source and as a build. */
const WORKER_URL = new URL(
  `./replay-worker${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`,
  import.meta.url,
);
const WORKERS_MAX = 16;

/** Copies handed out together, a worker: few, because the first ones often settle the matter. */
const COPIES_A_WORKER = 2;

/** Runs the copies of a search in a thread a core. What they come to is the same, in the same order, for any number of threads. */
export const replayInThreads: ReplayCopies = async function* (search, count, signal) {
  const workers = Math.min(WORKERS_MAX, availableParallelism(), count);
  const workerData = { ...search, candles: crossThreadColumns(search.candles) };
  await using pool = new WorkerPool<number, SearchStanding>({ url: WORKER_URL, workerData, workers, name: "replay" });
  const together = workers * COPIES_A_WORKER;
  for (let from = 0; from < count; from += together) {
    const copies = Array.from({ length: Math.min(together, count - from) }, (_, i) => from + i);
    yield* await pool.run(copies, { signal });
  }
};
