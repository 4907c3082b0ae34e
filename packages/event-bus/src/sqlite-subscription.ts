import {
  type EventBatch,
  type NewEvent,
  RaraError,
  type SubscribeOptions,
  type Subscription,
} from "@rara-trading/domain";
import type { CommitClient } from "./commit-client.ts";
import type { ConsumerHold } from "./commit-protocol.ts";
import { recordsOf } from "./event-record.ts";
import type { LogReader } from "./log-reader.ts";
import type { LogWatch } from "./log-watch.ts";
import { subscriptionLost } from "./log-writer.ts";

/** The parts of a bus handle that a subscription works with. */
export interface LogAccess {
  readonly reader: LogReader;
  readonly commits: CommitClient;
  readonly watch: LogWatch;
}

/**
 * A consumer's place in a SQLite log. The latest subscriber holds the name: taking it raises the consumer's epoch,
 * and each look and each acknowledgement compares it, so a holder that was replaced can do no harm, however late
 * it wakes. Nothing has to expire first, so a process that was killed comes back at once.
 */
export class SqliteSubscription implements Subscription {
  readonly #log: LogAccess;
  readonly #consumer: string;
  readonly #options: SubscribeOptions;
  readonly #epoch: number;
  /** Where the cursor stood when each batch was read. */
  readonly #startOf = new WeakMap<EventBatch, number>();
  #pending: EventBatch | undefined;
  #scannedSeq: number;
  #closed = false;

  /** Wraps a hold that the writer granted. */
  constructor(log: LogAccess, consumer: string, options: SubscribeOptions, hold: ConsumerHold) {
    this.#log = log;
    this.#consumer = consumer;
    this.#options = options;
    this.#epoch = hold.epoch;
    this.#scannedSeq = hold.cursorSeq;
  }

  /** @throws RaraError `event.subscription-lost`, `event.closed`, `event.unknown`, or the signal's reason. */
  async next(signal: AbortSignal): Promise<EventBatch> {
    this.#log.watch.arm();
    for (;;) {
      signal.throwIfAborted();
      const batch = this.#look();
      if (batch !== undefined) return batch;
      await this.#log.watch.wait(signal);
    }
  }

  /** @throws RaraError `event.stale-acknowledgement`, `event.subscription-lost`, `event.closed` or as `publish`. */
  async acknowledge(batch: EventBatch, effects: readonly NewEvent[] = []): Promise<void> {
    this.#assertOpen();
    const afterSeq = this.#startOf.get(batch);
    if (afterSeq === undefined) throw foreignBatch(this.#consumer, batch);
    await this.#log.commits.submit<"acknowledge">({
      kind: "acknowledge",
      consumer: this.#consumer,
      epoch: this.#epoch,
      afterSeq,
      cursorSeq: batch.cursorSeq,
      effects: recordsOf(effects),
    });
    if (this.#pending === batch) this.#pending = undefined;
    if (effects.length > 0) this.#log.watch.ring();
  }

  /** Stops this object; the cursor stays where it is for whoever subscribes next. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#log.watch.ring();
    return Promise.resolve();
  }

  #look(): EventBatch | undefined {
    this.#assertOpen();
    const { reader } = this.#log;
    const hold = reader.consumer(this.#consumer);
    if (hold?.epoch !== this.#epoch) throw subscriptionLost(this.#consumer, this.#epoch, hold?.epoch);
    if (this.#pending !== undefined) return this.#pending;
    const from = Math.max(this.#scannedSeq, hold.cursorSeq);
    const { events, scannedSeq } = reader.scan(from, this.#options.types, this.#options.batchMax);
    this.#scannedSeq = scannedSeq;
    if (events.length === 0) return undefined;
    this.#pending = { events, cursorSeq: scannedSeq };
    this.#startOf.set(this.#pending, hold.cursorSeq);
    return this.#pending;
  }

  #assertOpen(): void {
    this.#log.watch.assertOpen();
    if (!this.#closed) return;
    throw new RaraError(`Expected an open subscription of ${this.#consumer}, found it closed`, {
      category: "interrupted",
      code: "event.closed",
      hint: "Subscribe again.",
    });
  }
}

function foreignBatch(consumer: string, batch: EventBatch): RaraError {
  return new RaraError(
    `Expected a batch that this subscription of ${consumer} returned, found another one up to seq ${batch.cursorSeq}`,
    { category: "bug", code: "event.foreign-batch", hint: "Acknowledge the very object that next() returned." },
  );
}
