// Runs in a child process: asc can exit the process, hang or eat memory, and then only this process dies.
// It imports no other package of the house, so that it needs none of the flags with which the house was started.
import { Worker } from "node:worker_threads";
import * as assemblyscript from "assemblyscript";
import * as asc from "assemblyscript/asc";
import { checkSource } from "./check-source.ts";
import type { CompileReply, CompileRequest, CompilerReady, CompilerSetup } from "./compile-protocol.ts";
import { LibraryCache } from "./library-cache.ts";
import type { MemoryWatch } from "./memory-watch-worker.ts";
import { runAsc } from "./run-asc.ts";
import type { SyntaxLibrary } from "./syntax-tree.ts";

/** In a millisecond. */
const MICROSECONDS = 1000;
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

// Sound: the compiler is pinned, and check-source.test.ts reads trees through these shapes.
const syntax = assemblyscript as unknown as SyntaxLibrary;

const cache = new LibraryCache();

function reply(message: CompileReply | CompilerReady): void {
  process.send?.(message);
}

/** Starts the thread that ends this process when it outgrows its memory or its parent is gone. */
function watchMemory({ memoryMib }: CompilerSetup): void {
  const workerData: MemoryWatch = { memoryBytesMax: memoryMib * 2 ** 20, parentPid: process.ppid };
  new Worker(new URL(`./memory-watch-worker.${EXTENSION}`, import.meta.url), { workerData }).unref();
}

async function compile({ source }: CompileRequest, setup: CompilerSetup): Promise<CompileReply> {
  const found = `assemblyscript ${asc.version}`;
  if (found !== setup.compilerVersion) {
    return { kind: "crashed", message: `expected compiler ${setup.compilerVersion}, found ${found}` };
  }
  const { diagnostics, hasRiskLevels, candleColumns } = checkSource(source, syntax);
  if (diagnostics.length > 0) return { kind: "failed", diagnostics };
  const { flags, allowedImports } = setup;
  const before = process.cpuUsage();
  const result = await runAsc(
    asc,
    { source, sdk: new Map(setup.sdk), flags, allowedImports, hasRiskLevels, candleColumns },
    cache,
  );
  if (result.kind === "failed") return result;
  const { user, system } = process.cpuUsage(before);
  return { ...result, cpuMs: (user + system) / MICROSECONDS };
}

process.once("message", (setup: CompilerSetup) => {
  watchMemory(setup);
  process.on("message", (request: CompileRequest) => {
    compile(request, setup).then(reply, (error: unknown) =>
      reply({ kind: "crashed", message: error instanceof Error ? error.message : String(error) }),
    );
  });
  reply({ kind: "ready" });
});
