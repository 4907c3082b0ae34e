import { Worker } from "node:worker_threads";
import type { ModuleOutcome } from "./run-module.ts";

/** Wall time after which the thread that runs a module is ended: the second line of defence, behind fuel. */
const BACKSTOP_MS = 600;
/** What a module may take of the host while it runs. */
const GROWTH_MAX_BYTES = 64 * 2 ** 20;
/** Runs of a module that was not contained at first: what is its own fault happens every time, a busy machine does not. */
const RUNS_MAX = 3;

type WorkerMessage =
  | { readonly kind: "began"; readonly index: number; readonly name: string }
  | { readonly kind: "ended"; readonly result: ModuleOutcome };

/** Modules of the corpus, by their numbers: `from` up to, not including, `to`. */
export interface ModuleRange {
  readonly from: number;
  readonly to: number;
}

/** Returns whether a module did what the corpus asks for, within `timeMaxMs` of its own time and 64 MiB. */
export function isModuleContained({ asExpected, ownMs, grownBytes }: ModuleOutcome, timeMaxMs: number): boolean {
  return asExpected && ownMs < timeMaxMs && grownBytes < GROWTH_MAX_BYTES;
}

/**
 * Runs every hostile module in a worker thread and returns what became of each, in order. One that was not contained runs
 * again, in a thread of its own, and counts as not contained when it never is.
 */
export async function runModuleCorpus(timeMaxMs: number): Promise<readonly ModuleOutcome[]> {
  const outcomes = await runRange({ from: 0, to: Number.MAX_SAFE_INTEGER });
  for (const [index, first] of outcomes.entries()) {
    let latest = first;
    for (let run = 1; run < RUNS_MAX && !isModuleContained(latest, timeMaxMs); run++) {
      latest = (await runRange({ from: index, to: index + 1 }))[0] ?? latest;
    }
    outcomes[index] = latest;
  }
  return outcomes;
}

async function runRange({ from, to }: ModuleRange): Promise<ModuleOutcome[]> {
  const outcomes: ModuleOutcome[] = [];
  for (let next = from; ;) {
    const stoppedAt = await runFrom({ from: next, to }, outcomes);
    if (stoppedAt === undefined || stoppedAt + 1 >= to) return outcomes;
    next = stoppedAt + 1;
  }
}

/** Runs a range of modules; returns the number of the one at which the thread had to be ended, if it had to. */
function runFrom(range: ModuleRange, outcomes: ModuleOutcome[]): Promise<number | undefined> {
  const worker = new Worker(new URL("../hostile-module-worker.ts", import.meta.url), {
    workerData: range,
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
        const ownMs = BACKSTOP_MS + performance.now() - stopped.atMs;
        const { name } = stopped;
        outcomes.push({ name, outcome: "backstop", message: "", ownMs, grownBytes: 0, asExpected: true });
      }
      resolve(stopped?.index);
    });
  });
}
