import type { EventType } from "../events/event-catalogue.ts";
import type { NewEvent, StoredEvent } from "../events/event.ts";

/** What a publication did, in the order of the batch. */
export interface PublishReceipt {
  /** The sequence number of each event; a duplicate gets the number under which it is already stored. */
  readonly seqs: readonly number[];
  /** How many of them were stored before. */
  readonly duplicates: number;
}

/** Which part of the log to read. */
export interface RangeQuery {
  /** First sequence number wanted. */
  readonly fromSeq: number;
  /** Only these types; all when absent. */
  readonly types?: readonly EventType[];
  /** At most this many events. */
  readonly limit: number;
}

/** Options of a durable subscription. */
export interface SubscribeOptions {
  readonly types?: readonly EventType[];
  /** Events a batch holds at most. */
  readonly batchMax: number;
  /** Where a consumer that the log does not know yet begins. */
  readonly start: "first" | "now";
}

/** Consecutive events for one consumer, not yet acknowledged. */
export interface EventBatch {
  readonly events: readonly StoredEvent[];
  /** Acknowledging the batch moves the cursor here. */
  readonly cursorSeq: number;
}

/** A durable consumer's place in the log. One process at a time may hold a consumer's name. */
export interface Subscription extends AsyncDisposable {
  /** Returns the batch after the cursor, waiting for one if need be; the same again until it is acknowledged. */
  next(signal: AbortSignal): Promise<EventBatch>;
  /**
   * Moves the cursor past `batch` and appends `effects` in one transaction: after a crash either both happened
   * or neither did, and then `next` returns the batch again.
   */
  acknowledge(batch: EventBatch, effects?: readonly NewEvent[]): Promise<void>;
}

/** The persistent log on which the components meet. */
export interface EventBus extends AsyncDisposable {
  /** Appends the batch, all or nothing, and resolves once it is durable. Sequence numbers have no gaps. */
  publish(events: readonly NewEvent[]): Promise<PublishReceipt>;
  /** Opens (or reopens) the durable subscription `consumer`. */
  subscribe(consumer: string, options: SubscribeOptions): Promise<Subscription>;
  /** Returns stored events in order. */
  readRange(query: RangeQuery): Promise<readonly StoredEvent[]>;
  /** Returns the events of one walk in order, at most `limit`. */
  readByCorrelation(correlationId: string, limit: number): Promise<readonly StoredEvent[]>;
  /** Yields events from `fromSeq` on, then each new one from any process, until `signal` aborts. */
  tail(options: {
    readonly fromSeq: number;
    readonly types?: readonly EventType[];
    readonly signal: AbortSignal;
  }): AsyncIterable<StoredEvent>;
}
