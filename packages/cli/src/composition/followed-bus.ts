import type { EventBus, NewEvent, PublishReceipt, StoredEvent } from "@rara-trading/domain";

/** An event bus that tells what is published through it, in order, once it is durable. */
export class FollowedBus implements EventBus {
  readonly #bus: EventBus;
  readonly #tell: (event: StoredEvent) => Promise<void>;

  constructor(bus: EventBus, tell: (event: StoredEvent) => Promise<void>) {
    this.#bus = bus;
    this.#tell = tell;
  }

  /** An event that was stored before is told as it is stored: a resumed run tells its earlier events again. */
  async publish(events: readonly NewEvent[]): Promise<PublishReceipt> {
    const receipt = await this.#bus.publish(events);
    for (const seq of receipt.seqs) {
      for (const stored of await this.#bus.readRange({ fromSeq: seq, limit: 1 })) await this.#tell(stored);
    }
    return receipt;
  }

  readonly subscribe: EventBus["subscribe"] = (consumer, options) => this.#bus.subscribe(consumer, options);
  readonly readRange: EventBus["readRange"] = (query) => this.#bus.readRange(query);
  readonly readByCorrelation: EventBus["readByCorrelation"] = (id, limit) => this.#bus.readByCorrelation(id, limit);
  readonly tail: EventBus["tail"] = (options) => this.#bus.tail(options);

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#bus[Symbol.asyncDispose]());
  }
}
