// Runs hostile modules one after the other in a thread that can be ended when one of them does not end by itself.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { moduleCorpus } from "./hostile/module-corpus.ts";
import type { ModuleRange } from "./hostile/run-module-corpus.ts";
import { runModule } from "./hostile/run-module.ts";

/** Growth after which the garbage of earlier modules is collected, so that it is not counted for the next one. */
const COLLECT_BYTES = 16 << 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const { from, to } = workerData as ModuleRange;
let grown = 0;
for (const [index, hostile] of moduleCorpus().entries()) {
  if (index < from || index >= to) continue;
  // Making the module is the corpus's own work.
  const wasm = hostile.wasm();
  parentPort?.postMessage({ kind: "began", index, name: hostile.name });
  const result = runModule(hostile, wasm);
  parentPort?.postMessage({ kind: "ended", result });
  grown += Math.max(result.grownBytes, 0);
  if (grown > COLLECT_BYTES) {
    collect();
    grown = 0;
  }
}
