// The thread of a search: evaluates hypotheses on columns that it shares with the others.
import { parentPort, workerData } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";
import { ColumnCache, type EvaluatedTrial, InlineTrialEvaluator, ProposalEvaluator } from "@rara-trading/research";
import { threadCpuMs } from "../adapters/thread-cpu.ts";
import type { PoolReply, PoolRequest } from "../sweep/worker-pool.ts";
import type { EvaluationTask, EvaluationWorkerData } from "./evaluation-message.ts";

const { candles, options } = workerData as EvaluationWorkerData;
const evaluator = new InlineTrialEvaluator(new ProposalEvaluator(new ColumnCache(candles), options), threadCpuMs);

async function answer({ id, task }: PoolRequest<EvaluationTask>): Promise<PoolReply<readonly EvaluatedTrial[]>> {
  try {
    return { kind: "answer", id, answer: await evaluator.evaluate(task) };
  } catch (error) {
    const { message, code } = RaraError.from(error);
    return { kind: "failed", id, error: { message, code } };
  }
}

parentPort?.on("message", (request: PoolRequest<EvaluationTask>) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply));
});
