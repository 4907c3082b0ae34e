import {
  type Clock,
  type EventBus,
  type EventType,
  type NewEvent,
  type PublishReceipt,
  RaraError,
  type RangeQuery,
  type StoredEvent,
  type SubscribeOptions,
  type Subscription,
} from "@rara-trading/domain";
import { CommitClient } from "./commit-client.ts";
import { checkedName, recordsOf } from "./event-record.ts";
import { BATCH_EVENTS_MAX, READ_EVENTS_MAX, TAIL_CHUNK_EVENTS } from "./limits.ts";
import { LogReader } from "./log-reader.ts";
import { LogWatch } from "./log-watch.ts";
import { logPath, openReadOnly, openWritable } from "./open-database.ts";
import { type LogAccess, SqliteSubscription } from "./sqlite-subscription.ts";

/** Where the log is, and the clock by which idle readers look at it. */
export interface SqliteEventBusOptions {
  /** Path of `rara.db`; its folder must exist, the file is created. */
  readonly path: string;
  readonly clock: Clock;
}

/**
 * The event log in one SQLite file that any number of processes share. A handle has two connections: a read-only
 * one on the calling thread, and a writing one in a worker thread that starts with the first write and commits
 * everything that waits with one fsync.
 */
export class SqliteEventBus implements EventBus {
  readonly #log: LogAccess;
  #closing: Promise<void> | undefined;

  private constructor(log: LogAccess) {
    this.#log = log;
  }

  /**
   * Opens the log, creates it when absent and migrates it when old.
   * @throws RaraError `event.path`, `event.open`, `event.sqlite-version`, `event.schema-newer`, `event.corrupt`,
   * `event.busy`.
   */
  static async open(options: SqliteEventBusOptions): Promise<SqliteEventBus> {
    const path = logPath(options.path);
    const migrated = openWritable(path, "full");
    try {
      const reader = new LogReader(openReadOnly(path));
      const watch = new LogWatch(path, options.clock);
      return new SqliteEventBus({ reader, watch, commits: new CommitClient(path) });
    } finally {
      // After the reader is open, because the last connection to leave would write the whole log back first.
      migrated.close();
    }
  }

  /**
   * Appends the batch, all or nothing.
   * @throws RaraError `event.invalid`, `event.payload`, `event.payload-size`, `event.id-conflict`,
   * `event.queue-full`, `event.busy`, `event.disk-full`, `event.storage-fault`, `event.writer-stopped`, `event.closed`.
   */
  async publish(events: readonly NewEvent[]): Promise<PublishReceipt> {
    this.#assertOpen();
    if (events.length === 0) return { seqs: [], duplicates: 0 };
    const receipt = await this.#log.commits.submit<"publish">({ kind: "publish", records: recordsOf(events) });
    this.#log.watch.ring();
    return receipt;
  }

  /** Takes the consumer's name: from now on any earlier subscription of it, in any process, is refused. */
  async subscribe(consumer: string, options: SubscribeOptions): Promise<Subscription> {
    this.#assertOpen();
    checkedName(consumer, "consumer");
    assertWhole(options.batchMax, 1, BATCH_EVENTS_MAX, "batchMax");
    assertTypes(options.types);
    const { start } = options;
    const hold = await this.#log.commits.submit<"subscribe">({ kind: "subscribe", consumer, start });
    return new SqliteSubscription(this.#log, consumer, options, hold);
  }

  /** Returns up to `limit` (1 to `READ_EVENTS_MAX`) events from `fromSeq` on. @throws RaraError `event.unknown`. */
  async readRange(query: RangeQuery): Promise<readonly StoredEvent[]> {
    this.#assertOpen();
    assertWhole(query.fromSeq, 0, Number.MAX_SAFE_INTEGER, "fromSeq");
    assertWhole(query.limit, 1, READ_EVENTS_MAX, "limit");
    assertTypes(query.types);
    return this.#log.reader.scan(query.fromSeq - 1, query.types, query.limit).events;
  }

  /** Returns up to `limit` (1 to `READ_EVENTS_MAX`) events of one walk. @throws RaraError `event.unknown`. */
  async readByCorrelation(correlationId: string, limit: number): Promise<readonly StoredEvent[]> {
    this.#assertOpen();
    assertWhole(limit, 1, READ_EVENTS_MAX, "limit");
    return this.#log.reader.byCorrelation(correlationId, limit);
  }

  /** Ends when the signal aborts. @throws RaraError `event.closed` when the bus closes first. */
  async *tail(options: {
    readonly fromSeq: number;
    readonly types?: readonly EventType[];
    readonly signal: AbortSignal;
  }): AsyncIterable<StoredEvent> {
    const { types, signal } = options;
    assertWhole(options.fromSeq, 0, Number.MAX_SAFE_INTEGER, "fromSeq");
    assertTypes(types);
    this.#log.watch.arm();
    let afterSeq = options.fromSeq - 1;
    while (!signal.aborted) {
      this.#assertOpen();
      const { events, scannedSeq } = this.#log.reader.scan(afterSeq, types, TAIL_CHUNK_EVENTS);
      for (const event of events) {
        if (signal.aborted) return;
        yield event;
      }
      afterSeq = scannedSeq;
      if (events.length === 0) await this.#pause(signal);
    }
  }

  /** Waits until everything published is durable, then ends the worker, the watcher and every wait. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { commits, reader, watch } = this.#log;
    await commits.close(busClosed());
    watch.close(busClosed());
    reader.close();
  }

  /** Waits for news; an abort ends the wait without a fault. */
  async #pause(signal: AbortSignal): Promise<void> {
    try {
      await this.#log.watch.wait(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw busClosed();
  }
}

function busClosed(): RaraError {
  return new RaraError("Expected an open event bus, found it closed", {
    category: "interrupted",
    code: "event.closed",
    hint: "Close the bus last, after everything that uses it.",
  });
}

function usage(expected: string, found: unknown, field: string): RaraError {
  return new RaraError(`Expected ${expected} as ${field}, found ${JSON.stringify(found)}`, {
    category: "bug",
    code: "event.invalid",
    details: { field },
  });
}

function assertWhole(value: number, min: number, max: number, field: string): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw usage(`a whole number from ${min} to ${max}`, value, field);
}

function assertTypes(types: readonly EventType[] | undefined): void {
  if (types?.length === 0) throw usage("at least one event type, or none named for all", types, "types");
}
