import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EventType, StoredEvent } from "@rara-trading/domain";
import type { ConsumerHold } from "./commit-protocol.ts";
import { eventOf, type StoredEventRecord } from "./event-record.ts";

const COLUMNS = `seq, event_id AS eventId, type, schema_version AS schemaVersion, occurred_at_ms AS occurredAtMs,
  source, correlation_id AS correlationId, payload`;

/** What a scan found, and how far it looked: up to there, no other event matches. */
export interface Scan {
  readonly events: readonly StoredEvent[];
  readonly scannedSeq: number;
}

/** The reading connection: never waits for a writer and is never waited for. */
export class LogReader {
  readonly #database: DatabaseSync;
  readonly #head: StatementSync;
  readonly #consumer: StatementSync;
  readonly #byCorrelation: StatementSync;
  readonly #ranges = new Map<number, StatementSync>();

  /** Prepares the statements on a read-only connection. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#head = database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM events");
    this.#consumer = database.prepare(
      "SELECT cursor_seq AS cursorSeq, holder_epoch AS epoch FROM consumers WHERE name = ?",
    );
    this.#byCorrelation = database.prepare(
      `SELECT ${COLUMNS} FROM events WHERE correlation_id = ? ORDER BY seq LIMIT ?`,
    );
  }

  /** Returns a consumer's cursor and present epoch, or undefined when the log does not know it. */
  consumer(name: string): ConsumerHold | undefined {
    return this.#consumer.get(name) as unknown as ConsumerHold | undefined;
  }

  /** Returns the events of one walk in order, at most `limit`. */
  byCorrelation(correlationId: string, limit: number): readonly StoredEvent[] {
    return eventsOf(this.#byCorrelation.all(correlationId, limit));
  }

  /** Returns up to `limit` events after `afterSeq`, of all types when `types` is undefined. */
  scan(afterSeq: number, types: readonly EventType[] | undefined, limit: number): Scan {
    // The head is read first and bounds the read, so both belong together although others write in between.
    const headSeq = (this.#head.get() as unknown as { seq: number }).seq;
    if (headSeq <= afterSeq) return { events: [], scannedSeq: afterSeq };
    const wanted = types ?? [];
    const bounds = wanted.length === 0 ? [afterSeq, headSeq] : wanted.flatMap((type) => [type, afterSeq, headSeq]);
    const events = eventsOf(this.#range(wanted.length).all(...bounds, limit));
    const last = events.length < limit ? headSeq : (events.at(-1)?.seq ?? headSeq);
    return { events, scannedSeq: last };
  }

  /** Closes the connection. */
  close(): void {
    this.#database.close();
  }

  /** A range over `typeCount` types: one ordered index search for each, which SQLite merges without sorting. */
  #range(typeCount: number): StatementSync {
    const known = this.#ranges.get(typeCount);
    if (known !== undefined) return known;
    const select = `SELECT ${COLUMNS} FROM events WHERE`;
    const all = `${select} seq > ? AND seq <= ?`;
    const byType = Array.from({ length: typeCount }, () => `${select} type = ? AND seq > ? AND seq <= ?`);
    const statement = this.#database.prepare(
      `${typeCount === 0 ? all : byType.join(" UNION ALL ")} ORDER BY seq LIMIT ?`,
    );
    this.#ranges.set(typeCount, statement);
    return statement;
  }
}

function eventsOf(rows: readonly unknown[]): readonly StoredEvent[] {
  return rows.map((row) => eventOf(row as StoredEventRecord));
}
