import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { RaraError } from "@rara-trading/domain";
import { CATALOGUE_BUSY_TIMEOUT_MS, WRITE_LOCK_POLL_MS, WRITE_LOCK_WAIT_MS_MAX } from "./limits.ts";

/** SQLite's result code for "another connection holds a lock"; extended codes hold it in the low byte. */
const SQLITE_BUSY = 5;

/** The schema version that this build reads and writes, as `PRAGMA user_version`. */
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE partitions (
    instrument TEXT NOT NULL,
    timeframe TEXT NOT NULL,
    partition TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    row_count INTEGER NOT NULL CHECK (row_count > 0),
    first_open_time_ms INTEGER NOT NULL,
    last_open_time_ms INTEGER NOT NULL CHECK (last_open_time_ms >= first_open_time_ms),
    sha256 TEXT NOT NULL,
    PRIMARY KEY (instrument, timeframe, partition)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE gaps (
    instrument TEXT NOT NULL,
    timeframe TEXT NOT NULL,
    partition TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL CHECK (to_ms > from_ms),
    missing_bars INTEGER NOT NULL CHECK (missing_bars > 0),
    PRIMARY KEY (instrument, timeframe, partition, from_ms),
    FOREIGN KEY (instrument, timeframe, partition) REFERENCES partitions ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
`;

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error &&
    "errcode" in error &&
    typeof error.errcode === "number" &&
    (error.errcode & 0xff) === SQLITE_BUSY
  );
}

/** Runs `statement` unless another connection is in the way; returns whether it ran. */
function ranUnlessBusy(connection: DatabaseSync, statement: string): boolean {
  try {
    connection.exec(statement);
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/**
 * Runs `statement` as soon as no other connection is in the way. It waits on a timer, not in SQLite, because the one
 * who holds the lock may be this very process and needs the event loop to finish.
 * @throws RaraError `data.store-busy` after `WRITE_LOCK_WAIT_MS_MAX`.
 */
async function runWhenFree(connection: DatabaseSync, statement: string): Promise<void> {
  const deadlineMs = performance.now() + WRITE_LOCK_WAIT_MS_MAX;
  while (!ranUnlessBusy(connection, statement)) {
    if (performance.now() > deadlineMs) {
      throw new RaraError(`Expected the candle store to be free within ${WRITE_LOCK_WAIT_MS_MAX} ms, found it busy`, {
        category: "timeout",
        code: "data.store-busy",
        hint: "Another process writes candles to this home folder: wait until it is done, then try again.",
      });
    }
    await sleep(WRITE_LOCK_POLL_MS);
  }
}

/** Begins the write transaction that lets one append at a time work on the store. @throws RaraError `data.store-busy`. */
export async function beginWriting(connection: DatabaseSync): Promise<void> {
  connection.exec("PRAGMA busy_timeout = 0");
  await runWhenFree(connection, "BEGIN IMMEDIATE");
}

/** Begins the write transaction unless someone else writes; returns whether it did. */
export function beganWriting(connection: DatabaseSync): boolean {
  connection.exec("PRAGMA busy_timeout = 0");
  return ranUnlessBusy(connection, "BEGIN IMMEDIATE");
}

function storedVersion(connection: DatabaseSync): number {
  return Number(connection.prepare("PRAGMA user_version").get()?.["user_version"]);
}

function createSchema(connection: DatabaseSync): void {
  connection.exec("BEGIN IMMEDIATE");
  if (storedVersion(connection) === 0) connection.exec(`${SCHEMA}; PRAGMA user_version = ${SCHEMA_VERSION}`);
  connection.exec("COMMIT");
}

/**
 * Opens a connection for writing; creates the catalogue when the file is new. A commit is durable when it returns.
 * @throws RaraError `data.catalogue-newer` when a newer build wrote the file.
 */
export async function openWritable(path: string): Promise<DatabaseSync> {
  const connection = new DatabaseSync(path, { timeout: CATALOGUE_BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    // SQLite does not wait by itself for the lock that this switch needs.
    await runWhenFree(connection, "PRAGMA journal_mode = WAL");
    connection.exec("PRAGMA synchronous = FULL");
    if (storedVersion(connection) === 0) createSchema(connection);
    const version = storedVersion(connection);
    if (version === SCHEMA_VERSION) return connection;
    throw new RaraError(`Expected a candle catalogue of version ${SCHEMA_VERSION}, found version ${version}`, {
      category: "configuration",
      code: "data.catalogue-newer",
      hint: "This home folder was written by a newer rara-trading: update this installation.",
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a connection that only reads; it sees committed appends and never a part of one. */
export function openReadOnly(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: CATALOGUE_BUSY_TIMEOUT_MS });
}
