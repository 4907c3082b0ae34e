/** Bounds of the processes that strategies run in. */
export interface HostLimits {
  /** A strategy that answers no call for this long is looked at once more, and killed after as long again. */
  readonly callTimeoutMs: number;
  /** Time in which a process has to start, load its module and say what the strategy is. */
  readonly openTimeoutMs: number;
  /** V8's heap, in MiB; the strategy's own memory is bounded by its module. */
  readonly heapMib: number;
  /** Resident memory of a process in MiB, looked at twice a second where the system tells it (Linux). */
  readonly memoryMib: number;
  /** Processes at a time. */
  readonly sessions: number;
}

/** The bounds that apply unless a caller gives others. */
export const DEFAULT_HOST_LIMITS: HostLimits = {
  callTimeoutMs: 1_000,
  openTimeoutMs: 20_000,
  heapMib: 64,
  memoryMib: 320,
  sessions: 64,
};
