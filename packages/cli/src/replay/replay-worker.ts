// The thread of a null replay: runs a search again on copies of its bars, which it shares with the others.
import { parentPort, workerData } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";
import { type ReplayedSearch, replaySearch, type SearchStanding } from "@rara-trading/research";
import type { PoolReply, PoolRequest } from "../sweep/worker-pool.ts";

// Set by `replayInThreads`, which is the only one to start this file.
const search = workerData as ReplayedSearch;

function answer({ id, task }: PoolRequest<number>): PoolReply<SearchStanding> {
  try {
    return { kind: "answer", id, answer: replaySearch(search, task) };
  } catch (error) {
    const { message, code } = RaraError.from(error);
    return { kind: "failed", id, error: { message, code } };
  }
}

parentPort?.on("message", (request: PoolRequest<number>) => parentPort?.postMessage(answer(request)));
