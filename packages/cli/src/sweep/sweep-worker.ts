// The thread of a sweep: evaluates sets of parameters on columns that it shares with the others.
import { parentPort, workerData } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";
import { declareFixed, openStrategySession } from "@rara-trading/strategy-runtime";
import { evaluateWindow, type WindowTrial } from "../walk-forward/evaluate-window.ts";
import type { SweepTask, SweepWorkerData } from "./sweep-message.ts";
import type { PoolReply, PoolRequest } from "./worker-pool.ts";

const { module, candles, calendar, engine } = workerData as SweepWorkerData;
declareFixed(candles);
const scratch = new Float64Array(candles.length);
const market = { candles, calendar, engine: { ...engine, guards: [] } };

function answer({ id, task }: PoolRequest<SweepTask>): PoolReply<readonly WindowTrial[]> {
  try {
    const trials = task.sets.map((parameters) =>
      evaluateWindow(() => openStrategySession(module, { parameters }), market, task.window, scratch),
    );
    return { kind: "answer", id, answer: trials };
  } catch (error) {
    const { message, code } = RaraError.from(error);
    return { kind: "failed", id, error: { message, code } };
  }
}

parentPort?.on("message", (request: PoolRequest<SweepTask>) => parentPort?.postMessage(answer(request)));
