// Runs in a worker thread: asc can exit the process, hang or eat memory, and then only this thread dies.
// It imports no other package of the house, so that it needs none of the flags with which the house was started.
import { parentPort, workerData } from "node:worker_threads";
import * as assemblyscript from "assemblyscript";
import * as asc from "assemblyscript/asc";
import { checkSource } from "./check-source.ts";
import type { CompileReply, CompileRequest, CompilerReady, CompileWorkerData } from "./compile-protocol.ts";
import { runAsc } from "./run-asc.ts";
import type { SyntaxLibrary } from "./syntax-tree.ts";

const { compilerVersion, flags, allowedImports, sdk } = workerData as CompileWorkerData;
const sdkFiles = new Map(sdk);
// Sound: the compiler is pinned, and check-source.test.ts reads trees through these shapes.
const syntax = assemblyscript as unknown as SyntaxLibrary;

async function compile({ source }: CompileRequest): Promise<CompileReply> {
  const found = `assemblyscript ${asc.version}`;
  if (found !== compilerVersion) {
    return { kind: "crashed", message: `expected compiler ${compilerVersion}, found ${found}` };
  }
  const { diagnostics, hasRiskLevels } = checkSource(source, syntax);
  if (diagnostics.length > 0) return { kind: "failed", diagnostics };
  return runAsc(asc, { source, sdk: sdkFiles, flags, allowedImports, hasRiskLevels });
}

parentPort?.on("message", (request: CompileRequest) => {
  compile(request).then(
    (reply) => parentPort?.postMessage(reply, []),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      parentPort?.postMessage({ kind: "crashed", message } satisfies CompileReply, []);
    },
  );
});

parentPort?.postMessage({ kind: "ready" } satisfies CompilerReady, []);
