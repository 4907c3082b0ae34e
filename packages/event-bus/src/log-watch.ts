import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { Clock, RaraError } from "@rara-trading/domain";
import { FALLBACK_POLL_MS } from "./limits.ts";

/** Shortest pause between two looks at the log. */
const POLL_MIN_MS = 1;

/**
 * Wakes readers when the log may have grown. Publications of this process ring it directly; those of others are seen
 * by watching the folder for writes to the `-wal` file (the file itself comes and goes, so it cannot be watched).
 *
 * A write to that file is seen before its commit counts, because the fsync lies between. So after a sign of life the
 * next looks follow at 1 ms, 2 ms, 4 ms … up to `FALLBACK_POLL_MS`, which is also the pace where no watcher works.
 */
export class LogWatch {
  readonly #directory: string;
  readonly #walName: string;
  readonly #clock: Clock;
  readonly #wakers = new Set<() => void>();
  #watcher: FSWatcher | undefined;
  #armed = false;
  #closedBy: RaraError | undefined;
  #lastSignMs = -FALLBACK_POLL_MS;

  constructor(path: string, clock: Clock) {
    this.#directory = dirname(path);
    this.#walName = `${basename(path)}-wal`;
    this.#clock = clock;
  }

  /** Starts watching. Must come before the look at the log that a `wait` follows, or a commit in between is missed. */
  arm(): void {
    if (this.#armed || this.#closedBy !== undefined) return;
    this.#armed = true;
    try {
      // Waiting readers hold a timer, so the watcher itself need not keep the process alive.
      this.#watcher = watch(this.#directory, { persistent: false }, (_event, file) => {
        if (file === null || file === this.#walName) this.ring();
      });
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      // No watcher to be had (too many, or a file system without them): the fallback poll remains.
    }
  }

  /** Wakes everyone who waits. */
  ring(): void {
    this.#lastSignMs = performance.now();
    for (const wake of this.#wakers) wake();
  }

  /**
   * Resolves when the log may have grown; the caller looks and waits again.
   * @throws the signal's reason when it aborts first, or the reason given to `close`.
   */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.assertOpen();
    const quietMs = performance.now() - this.#lastSignMs;
    const pauseMs = Math.min(Math.max(quietMs, POLL_MIN_MS), FALLBACK_POLL_MS);
    const timer = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    this.#wakers.add(wake);
    signal.addEventListener("abort", wake);
    try {
      await Promise.race([promise, this.#clock.sleep(pauseMs, timer.signal)]);
    } finally {
      this.#wakers.delete(wake);
      signal.removeEventListener("abort", wake);
      timer.abort();
    }
    signal.throwIfAborted();
    this.assertOpen();
  }

  /** @throws the reason given to `close`, once it was called. */
  assertOpen(): void {
    if (this.#closedBy !== undefined) throw this.#closedBy;
  }

  /** Ends the watcher and every wait with `reason`. */
  close(reason: RaraError): void {
    this.#closedBy ??= reason;
    this.#watcher?.close();
    this.#watcher = undefined;
    this.ring();
  }
}
