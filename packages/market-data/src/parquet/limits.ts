/** How long an append waits for other appends to the same store. */
export const WRITE_LOCK_WAIT_MS_MAX = 60_000;

/** Pause between two tries for the write lock. Short, because a process that appends in a loop frees it only briefly. */
export const WRITE_LOCK_POLL_MS = 3;

/** How long a read of the catalogue waits for SQLite, which in WAL mode happens only around recovery. */
export const CATALOGUE_BUSY_TIMEOUT_MS = 5_000;

/** How often a load starts again because an append replaced its files meanwhile. */
export const LOAD_ATTEMPTS_MAX = 20;

/** Threads that DuckDB may use. */
export const DUCKDB_THREADS = 2;

/** Candle files that one query reads: its result is held in memory beside the columns it is copied into. */
export const FILES_PER_QUERY = 12;

/** Letters of a file's sha256 that stand in its name. */
export const HASH_LETTERS_IN_NAME = 16;
