import { BUSY_TIMEOUT_MS, LOCK_POLL_MS } from "./limits.ts";
import { isBusy } from "./storage-error.ts";

const NEVER_NOTIFIED = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/**
 * Returns what `work` returns, once no other connection's lock stands in its way; `work` must leave nothing behind when
 * it fails. Blocks the thread.
 *
 * SQLite's own wait is not used, for two reasons. It does not cover every lock (entering WAL mode). And it backs off up
 * to 100 ms, while a busy neighbour leaves the lock free for a fraction of a millisecond between two commits: two
 * processes that each publish as fast as they can then wait up to a second for each other, against tens of
 * milliseconds with short, even pauses.
 *
 * @throws SQLite's busy error after `timeoutMs`, and at once whatever else `work` throws.
 */
export function retryWhileBusy<Result>(work: () => Result, timeoutMs: number = BUSY_TIMEOUT_MS): Result {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadlineMs) throw error;
      Atomics.wait(NEVER_NOTIFIED, 0, 0, LOCK_POLL_MS);
    }
  }
}
