/** Longest event id, source, correlation id, consumer, lease or owner name, in UTF-16 units. */
export const NAME_LENGTH_MAX = 256;

/** Largest payload as UTF-8 JSON. With its envelope it stays under NATS's default message limit of 1 MiB. */
export const PAYLOAD_BYTES_MAX = 1_000_000;

/** Deepest nesting of objects and arrays in a payload; a cycle runs into it. */
export const PAYLOAD_DEPTH_MAX = 32;

/** Most events in one publication, or effects in one acknowledgement. */
export const PUBLISH_EVENTS_MAX = 1_000;

/** Most events of one bus handle that may wait for their commit; a publication beyond it is refused. */
export const QUEUED_EVENTS_MAX = 10_000;

/** Most payload bytes of one bus handle that may wait for their commit. */
export const QUEUED_BYTES_MAX = 64_000_000;

/** Events after which a group commit is closed, so that other processes get the write lock in between. */
export const GROUP_EVENTS_MAX = 2_000;

/** Most events that one read returns. */
export const READ_EVENTS_MAX = 100_000;

/** Most events in a subscription's batch. */
export const BATCH_EVENTS_MAX = 10_000;

/** Events that `tail` reads at a time. */
export const TAIL_CHUNK_EVENTS = 500;

/**
 * How long a writer waits for the write lock before it gives up. Waits of up to 4.1 s were measured with four processes
 * that saturate a log, under SQLite's own back-off; ours are far shorter (`retryWhileBusy`). Twice the worst and some
 * reserve tells a busy machine from a stuck process.
 */
export const BUSY_TIMEOUT_MS = 10_000;

/** Pause between two tries for a lock: about one commit of a neighbour on a fast disk. */
export const LOCK_POLL_MS = 1;

/** How long a waiting reader trusts the file watcher before it looks for itself. */
export const FALLBACK_POLL_MS = 250;

/** Size to which SQLite truncates the write-ahead log file after a checkpoint. */
export const WAL_BYTES_MAX = 64 * 1024 * 1024;

/** Longest lease: a holder that dies without a word blocks its role no longer than this. */
export const LEASE_DURATION_MS_MAX = 24 * 60 * 60 * 1000;
