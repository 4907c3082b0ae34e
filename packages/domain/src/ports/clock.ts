/** The port through which time comes. */
export interface Clock {
  /** Returns the wall clock in epoch milliseconds. */
  nowMs(): number;
  /** Resolves after `durationMs`, or rejects with the signal's reason when it aborts first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
