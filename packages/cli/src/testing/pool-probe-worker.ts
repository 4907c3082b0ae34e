// A worker that does what its task says, to see what a pool makes of it.
import { parentPort, workerData } from "node:worker_threads";
import type { PoolReply, PoolRequest } from "../sweep/worker-pool.ts";

/** Something to compute, or a way to fail. */
export type ProbeTask = number | "fail" | "throw" | "exit" | "hang";

function act({ id, task }: PoolRequest<ProbeTask>): PoolReply<number> | undefined {
  switch (task) {
    case "fail":
      return { kind: "failed", id, error: { message: "Expected better, found this", code: "probe.failed" } };
    case "throw":
      throw new TypeError("thrown by the probe");
    case "exit":
      return process.exit(3);
    case "hang":
      return undefined;
    default:
      return { kind: "answer", id, answer: task * Number(workerData) };
  }
}

parentPort?.on("message", (request: PoolRequest<ProbeTask>) => {
  const reply = act(request);
  if (reply !== undefined) parentPort?.postMessage(reply);
});
