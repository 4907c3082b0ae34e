import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RaraError } from "@rara-trading/domain";
import type { AcknowledgeRequest, ConsumerHold, SubscribeRequest, WriteResults } from "./commit-protocol.ts";
import type { EventRecord } from "./event-record.ts";
import { APPLICATION_ID } from "./migrations.ts";
import { sameJson } from "./payload-json.ts";

interface StoredContent {
  readonly seq: number;
  readonly type: string;
  readonly payload: string;
}

function idConflict(record: EventRecord, stored: StoredContent): RaraError {
  return new RaraError(
    `Expected event ${record.eventId} to be the ${stored.type} stored at seq ${stored.seq}, ` +
      `found ${record.type} with ${stored.type === record.type ? "another payload" : "another type"}`,
    {
      category: "bug",
      code: "event.id-conflict",
      hint: "An event id names one fact for ever: derive it from everything that the payload depends on.",
      details: { eventId: record.eventId, seq: stored.seq },
    },
  );
}

/** The writing connection: what can happen inside one transaction. The caller begins and commits. */
export class LogWriter {
  readonly #database: DatabaseSync;
  readonly #head: StatementSync;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #consumer: StatementSync;
  readonly #addConsumer: StatementSync;
  readonly #takeConsumer: StatementSync;
  readonly #moveCursor: StatementSync;

  /** Prepares the statements on a connection that commits with `full` durability. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#head = database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM events");
    this.#find = database.prepare("SELECT seq, type, payload FROM events WHERE event_id = ?");
    this.#insert = database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    this.#consumer = database.prepare(
      "SELECT cursor_seq AS cursorSeq, holder_epoch AS epoch FROM consumers WHERE name = ?",
    );
    this.#addConsumer = database.prepare("INSERT INTO consumers VALUES (?, ?, 1)");
    this.#takeConsumer = database.prepare("UPDATE consumers SET holder_epoch = ? WHERE name = ?");
    this.#moveCursor = database.prepare("UPDATE consumers SET cursor_seq = ? WHERE name = ?");
  }

  /** Returns the last sequence number: inside a write transaction nobody else can add to it. */
  headSeq(): number {
    return (this.#head.get() as unknown as { seq: number }).seq;
  }

  /**
   * Appends records under the next sequence numbers; a record whose id is stored with the same type and payload
   * gets the stored number. @throws RaraError `event.id-conflict` when the stored event says something else.
   */
  append(records: readonly EventRecord[]): WriteResults["publish"] {
    const seqs: number[] = [];
    let duplicates = 0;
    let head = this.headSeq();
    for (const record of records) {
      const stored = this.#find.get(record.eventId) as unknown as StoredContent | undefined;
      if (stored === undefined) {
        head += 1;
        this.#insertAt(head, record);
        seqs.push(head);
        continue;
      }
      if (stored.type !== record.type || !sameJson(stored.payload, record.payload)) throw idConflict(record, stored);
      seqs.push(stored.seq);
      duplicates += 1;
    }
    // A transaction that changed nothing is committed without an fsync, yet the answer "stored" promises one: the
    // event may come from a process that was killed after its write and before its fsync. Writing the header's mark anew makes it a real commit.
    if (duplicates > 0) this.#database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    return { seqs, duplicates };
  }

  #insertAt(seq: number, record: EventRecord): void {
    const { eventId, type, schemaVersion, occurredAtMs, source, correlationId, payload } = record;
    this.#insert.run(seq, eventId, type, schemaVersion, occurredAtMs, source, correlationId, payload);
  }

  /** Takes a consumer's name with a higher epoch than any holder before. */
  subscribe(request: SubscribeRequest): ConsumerHold {
    const known = this.#hold(request.consumer);
    if (known === undefined) {
      const cursorSeq = request.start === "first" ? 0 : this.headSeq();
      this.#addConsumer.run(request.consumer, cursorSeq);
      return { epoch: 1, cursorSeq };
    }
    const epoch = known.epoch + 1;
    this.#takeConsumer.run(epoch, request.consumer);
    return { epoch, cursorSeq: known.cursorSeq };
  }

  /**
   * Moves a cursor and appends the effects.
   * @throws RaraError `event.subscription-lost` when another holder took the name, `event.stale-acknowledgement` when
   * the batch does not start at the cursor.
   */
  acknowledge(request: AcknowledgeRequest): null {
    const hold = this.#hold(request.consumer);
    if (hold?.epoch !== request.epoch) throw subscriptionLost(request.consumer, request.epoch, hold?.epoch);
    if (hold.cursorSeq !== request.afterSeq) {
      throw new RaraError(
        `Expected a batch of ${request.consumer} that starts after seq ${hold.cursorSeq}, found one after ${request.afterSeq}`,
        {
          category: "refused",
          code: "event.stale-acknowledgement",
          hint: "The batch was acknowledged before: ask for the next one.",
          details: { consumer: request.consumer, cursorSeq: hold.cursorSeq, afterSeq: request.afterSeq },
        },
      );
    }
    this.#moveCursor.run(request.cursorSeq, request.consumer);
    this.append(request.effects);
    return null;
  }

  #hold(consumer: string): ConsumerHold | undefined {
    return this.#consumer.get(consumer) as unknown as ConsumerHold | undefined;
  }
}

/** Returns the fault of a holder whose consumer name was taken by a later one. */
export function subscriptionLost(consumer: string, epoch: number, present: number | undefined): RaraError {
  return new RaraError(`Expected to hold consumer ${consumer} in epoch ${epoch}, found epoch ${present ?? "none"}`, {
    category: "refused",
    code: "event.subscription-lost",
    hint: `Another process subscribed as ${consumer} later and goes on from the cursor: stop this one.`,
    details: { consumer, epoch, present },
  });
}
