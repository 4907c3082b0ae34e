import { Worker } from "node:worker_threads";
import type { ModuleOutcome } from "./run-module.ts";

/** Wall time after which the thread that runs a module is ended: the second line of defence, behind fuel. */
const BACKSTOP_MS = 600;

type WorkerMessage =
  | { readonly kind: "began"; readonly index: number; readonly name: string }
  | { readonly kind: "ended"; readonly result: ModuleOutcome };

/** Runs every hostile module in a worker thread and returns what became of each, in order. */
export async function runModuleCorpus(): Promise<readonly ModuleOutcome[]> {
  const outcomes: ModuleOutcome[] = [];
  for (let from = 0; ;) {
    const stoppedAt = await runFrom(from, outcomes);
    if (stoppedAt === undefined) return outcomes;
    from = stoppedAt + 1;
  }
}

/** Runs from module `from` on; returns the number of the module at which the thread had to be ended, if it had to. */
function runFrom(from: number, outcomes: ModuleOutcome[]): Promise<number | undefined> {
  const worker = new Worker(new URL("../hostile-module-worker.ts", import.meta.url), {
    workerData: { from },
    env: {},
    execArgv: ["--conditions=source", "--no-warnings"],
  });
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let stopped: { readonly index: number; readonly name: string; readonly atMs: number } | undefined;
    worker.on("message", (message: WorkerMessage) => {
      clearTimeout(timer);
      if (message.kind === "ended") {
        outcomes.push(message.result);
        return;
      }
      const { index, name } = message;
      timer = setTimeout(() => {
        stopped = { index, name, atMs: performance.now() };
        void worker.terminate();
      }, BACKSTOP_MS);
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      clearTimeout(timer);
      if (stopped !== undefined) {
        const elapsedMs = BACKSTOP_MS + performance.now() - stopped.atMs;
        const { name } = stopped;
        outcomes.push({ name, outcome: "backstop", message: "", elapsedMs, grownBytes: 0, asExpected: true });
      }
      resolve(stopped?.index);
    });
  });
}
