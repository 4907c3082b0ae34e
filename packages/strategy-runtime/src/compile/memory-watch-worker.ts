// A thread beside the compiler: a heap limit of V8 does not count the compiler's WebAssembly memory, and a busy
// compiler can neither be asked for its size nor notice that the process it works for has died. Portable, unlike a
// look into /proc from outside.
import { workerData } from "node:worker_threads";

/** What the thread watches. */
export interface MemoryWatch {
  /** Resident bytes of the process. */
  readonly memoryBytesMax: number;
  readonly parentPid: number;
}

const LOOK_EVERY_MS = 20;

const { memoryBytesMax, parentPid } = workerData as MemoryWatch;

setInterval(() => {
  if (process.memoryUsage.rss() > memoryBytesMax || process.ppid !== parentPid) process.kill(process.pid, "SIGKILL");
}, LOOK_EVERY_MS);
