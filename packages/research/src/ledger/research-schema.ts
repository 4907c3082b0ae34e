/**
 * The journal of research.db: one row for everything that a verdict rests on, each bound to the row before by its
 * hash. `body` is canonical JSON and holds every field that is hashed; the columns after it are read out of it, so
 * that what is searched cannot differ from what is hashed. `recorded_at_ms` and `cpu_ms` stay outside the hash.
 */
const JOURNAL = `
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind <> ''),
    entry_key TEXT NOT NULL CHECK (entry_key <> ''),
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    recorded_at_ms INTEGER NOT NULL,
    cpu_ms REAL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    run_id TEXT AS (body ->> '$.runId') VIRTUAL,
    trial_id TEXT AS (body ->> '$.trialId') VIRTUAL,
    trial_index INTEGER AS (body ->> '$.index') VIRTUAL,
    sharpe REAL AS (body ->> '$.metrics.sharpe') VIRTUAL,
    returns_hash TEXT AS (body ->> '$.returnsHash') VIRTUAL,
    instrument TEXT AS (body ->> '$.instrument') VIRTUAL,
    timeframe TEXT AS (body ->> '$.timeframe') VIRTUAL,
    data_hash TEXT AS (body ->> '$.dataHash') VIRTUAL,
    UNIQUE (kind, entry_key)
  ) STRICT;

  CREATE UNIQUE INDEX trials_by_id ON journal (trial_id) WHERE kind = 'trial';
  CREATE INDEX trials_by_index ON journal (run_id, trial_index) WHERE kind = 'trial';
  CREATE INDEX trials_by_sharpe ON journal (run_id, sharpe DESC) WHERE kind = 'trial';
  CREATE INDEX trials_by_returns ON journal (run_id, returns_hash) WHERE kind = 'trial';
  CREATE INDEX verdicts_by_run ON journal (run_id) WHERE kind = 'verdict';
  CREATE INDEX entries_by_instrument ON journal (kind, instrument) WHERE instrument IS NOT NULL;

  CREATE TRIGGER journal_is_gapless BEFORE INSERT ON journal
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
  BEGIN SELECT RAISE(ABORT, 'journal.seq must continue the sequence without a gap'); END;

  -- UNIQUE alone would let INSERT OR REPLACE delete the older row.
  CREATE TRIGGER journal_is_not_replaced BEFORE INSERT ON journal
  WHEN EXISTS (SELECT 1 FROM journal WHERE kind = NEW.kind AND entry_key = NEW.entry_key)
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only: this entry is stored'); END;

  CREATE TRIGGER journal_is_not_updated BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only: no update'); END;

  CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only: no delete'); END;

  -- Daily returns, stored once however many trials returned the same. Journal rows name them by hash.
  CREATE TABLE return_vectors (
    returns_hash TEXT PRIMARY KEY,
    float32_le BLOB NOT NULL
  ) STRICT;

  CREATE TRIGGER return_vectors_are_not_replaced BEFORE INSERT ON return_vectors
  WHEN EXISTS (SELECT 1 FROM return_vectors WHERE returns_hash = NEW.returns_hash)
  BEGIN SELECT RAISE(ABORT, 'return vectors are append-only: this one is stored'); END;

  CREATE TRIGGER return_vectors_are_not_updated BEFORE UPDATE ON return_vectors
  BEGIN SELECT RAISE(ABORT, 'return vectors are append-only: no update'); END;

  CREATE TRIGGER return_vectors_are_not_deleted BEFORE DELETE ON return_vectors
  BEGIN SELECT RAISE(ABORT, 'return vectors are append-only: no delete'); END;
`;

/** Every step from an empty file to the present schema. Steps are only ever added at the end. */
export const RESEARCH_MIGRATIONS: readonly string[] = [JOURNAL];
