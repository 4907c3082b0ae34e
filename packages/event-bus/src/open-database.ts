import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { RaraError } from "@rara-trading/domain";
import { BUSY_TIMEOUT_MS, WAL_BYTES_MAX } from "./limits.ts";
import { retryWhileBusy } from "./lock-retry.ts";
import { migrate } from "./migrations.ts";
import { assertSqliteVersion } from "./sqlite-version.ts";
import { storageError } from "./storage-error.ts";

/**
 * How a connection commits: `full` fsyncs every commit (the log), `normal` leaves the fsync to the next full commit
 * or checkpoint (leases, which mean nothing after a power cut).
 */
export type Durability = "full" | "normal";

/** Returns the absolute path of a log file. @throws RaraError `event.path` for names that are no file for SQLite. */
export function logPath(path: string): string {
  const special = path === "" || path.startsWith(":") || path.startsWith("file:");
  if (!special) return resolve(path);
  throw new RaraError(`Expected the path of a file, found ${JSON.stringify(path)}`, {
    category: "usage",
    code: "event.path",
    hint: "Give the path of rara.db in the home folder; the log has several connections, so it cannot live in memory.",
  });
}

function prepare(database: DatabaseSync, durability: Durability): void {
  assertSqliteVersion(String(database.prepare("SELECT sqlite_version() AS version").get()?.["version"]));
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(`PRAGMA synchronous = ${durability}; PRAGMA journal_size_limit = ${WAL_BYTES_MAX}`);
  migrate(database);
}

/**
 * Opens a connection that may write, creates the file when it is absent and brings its schema up to date. The
 * connection itself never waits for a lock: whoever takes one does it in `retryWhileBusy`.
 * @throws RaraError `event.sqlite-version`, `event.schema-newer`, `event.open`, `event.corrupt`, `event.busy` …
 */
export function openWritable(path: string, durability: Durability): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    const opened = new DatabaseSync(path, { timeout: 0 });
    database = opened;
    retryWhileBusy(() => prepare(opened, durability));
    return database;
  } catch (error) {
    database?.close();
    throw storageError(error, path);
  }
}

/** Opens a connection that can only read a log that exists and is up to date. @throws RaraError as `openWritable`. */
export function openReadOnly(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw storageError(error, path);
  }
}
