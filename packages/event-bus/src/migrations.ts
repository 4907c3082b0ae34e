import type { DatabaseSync } from "node:sqlite";
import { RaraError } from "@rara-trading/domain";

/** Marks the file as ours in SQLite's header ("RARA"), whatever the schema version. */
export const APPLICATION_ID = 0x52_41_52_41;

/** The log, its consumers and the leases. The triggers hold for whoever opens the file, with whatever tool. */
const LOG_CONSUMERS_AND_LEASES = `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE CHECK (event_id <> ''),
    type TEXT NOT NULL CHECK (type <> ''),
    schema_version INTEGER NOT NULL CHECK (schema_version >= 1),
    occurred_at_ms INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source <> ''),
    correlation_id TEXT NOT NULL CHECK (correlation_id <> ''),
    payload TEXT NOT NULL CHECK (json_valid(payload))
  ) STRICT;
  -- Both indexes end in the row id, which is seq: they give one walk, or one type, in order.
  CREATE INDEX events_by_correlation ON events (correlation_id);
  CREATE INDEX events_by_type ON events (type);

  CREATE TRIGGER events_are_gapless BEFORE INSERT ON events
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
  BEGIN SELECT RAISE(ABORT, 'events.seq must continue the sequence without a gap'); END;

  -- UNIQUE alone would let INSERT OR REPLACE delete the older event.
  CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events
  WHEN EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id)
  BEGIN SELECT RAISE(ABORT, 'events are append-only: this event_id is stored'); END;

  CREATE TRIGGER events_are_not_updated BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events are append-only: no update'); END;

  CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are append-only: no delete'); END;

  CREATE TABLE consumers (
    name TEXT PRIMARY KEY CHECK (name <> ''),
    cursor_seq INTEGER NOT NULL CHECK (cursor_seq >= 0),
    holder_epoch INTEGER NOT NULL CHECK (holder_epoch >= 1)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER consumers_do_not_go_back BEFORE UPDATE ON consumers
  WHEN NEW.cursor_seq < OLD.cursor_seq OR NEW.holder_epoch < OLD.holder_epoch
  BEGIN SELECT RAISE(ABORT, 'a consumer only moves forward'); END;

  CREATE TABLE leases (
    name TEXT PRIMARY KEY CHECK (name <> ''),
    owner_id TEXT NOT NULL CHECK (owner_id <> ''),
    pid INTEGER NOT NULL,
    acquired_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** Every step from an empty file to the present schema. Steps are only ever added at the end. */
const MIGRATIONS: readonly string[] = [LOG_CONSUMERS_AND_LEASES];

/** The schema version that this build writes, as `PRAGMA user_version`. */
export const SCHEMA_VERSION = MIGRATIONS.length;

function storedVersion(database: DatabaseSync): number {
  const row = database.prepare("PRAGMA user_version").get();
  return Number(row?.["user_version"]);
}

function refuseNewer(version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new RaraError(`Expected a log of schema version ${SCHEMA_VERSION} or older, found version ${version}`, {
    category: "configuration",
    code: "event.schema-newer",
    hint: "This home folder was written by a newer rara-trading: update this installation.",
    details: { supported: SCHEMA_VERSION, found: version },
  });
}

/**
 * Brings the file to the present schema, under the write lock, so that of several processes that open it at once
 * one migrates and the others find it done. Does nothing, without a lock, when the schema is current.
 * @throws RaraError `event.schema-newer` when a newer build wrote the file.
 */
export function migrate(database: DatabaseSync): void {
  const version = storedVersion(database);
  refuseNewer(version);
  if (version === SCHEMA_VERSION) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    const locked = storedVersion(database);
    refuseNewer(locked);
    for (const step of MIGRATIONS.slice(locked)) database.exec(step);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
