import { DatabaseSync } from "node:sqlite";
import { RaraError } from "@rara-trading/domain";
import { RESEARCH_MIGRATIONS } from "./research-schema.ts";
import { isBusy, storageFault } from "./storage-fault.ts";

/** How long a connection waits for another one's write lock. */
const BUSY_TIMEOUT_MS = 5000;
/** Pause between two tries for the lock of the journal mode, for which SQLite does not wait by itself. */
const LOCK_RETRY_MS = 5;

/**
 * How a connection commits. `normal` survives a kill of the process, and after a power cut may have lost the last
 * commits; `full` fsyncs every commit: for looks at data that can be looked at once.
 */
export type Durability = "normal" | "full";

function storedVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

function refuseNewer(version: number): void {
  const known = RESEARCH_MIGRATIONS.length;
  if (version <= known) return;
  throw new RaraError(`Expected a research.db of schema version ${known} or older, found version ${version}`, {
    category: "configuration",
    code: "research.ledger-newer",
    hint: "This home folder was written by a newer rara-trading: update this installation.",
  });
}

/** Brings the schema up to date under the write lock: of several processes one migrates, the others find it done. */
function migrate(database: DatabaseSync): void {
  const version = storedVersion(database);
  refuseNewer(version);
  if (version === RESEARCH_MIGRATIONS.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    const locked = storedVersion(database);
    refuseNewer(locked);
    for (const step of RESEARCH_MIGRATIONS.slice(locked)) database.exec(step);
    database.exec(`PRAGMA user_version = ${RESEARCH_MIGRATIONS.length}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function enterWalMode(database: DatabaseSync): void {
  const triesMax = BUSY_TIMEOUT_MS / LOCK_RETRY_MS;
  for (let tries = 1; ; tries++) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || tries >= triesMax) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_RETRY_MS);
    }
  }
}

/**
 * Opens research.db, creating the file when it is absent, and brings its schema up to date. Several processes may.
 * @throws RaraError `research.ledger-newer`, `research.ledger-open`, `research.ledger-corrupt`, `research.ledger-busy` …
 */
export function openResearchDatabase(path: string, durability: Durability): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    enterWalMode(database);
    database.exec(`PRAGMA synchronous = ${durability}`);
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    throw storageFault(error);
  }
}
