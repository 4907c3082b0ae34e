import type {
  EventBus,
  EventType,
  NewEvent,
  PublishReceipt,
  RangeQuery,
  StoredEvent,
  SubscribeOptions,
  Subscription,
} from "@rara-trading/domain";

/** Whether the last publication before the death reached the log: its writer never learns. */
export type DeathMoment = "before-commit" | "after-commit";

/** The death of the process, as the code that publishes would never see it. */
export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

/** A bus whose process dies at the given publication (0 is the first); nothing goes through afterwards. */
export class DyingBus implements EventBus {
  readonly #bus: EventBus;
  readonly #deathAt: number;
  readonly #moment: DeathMoment;
  #published = 0;
  #isDead = false;

  constructor(bus: EventBus, deathAt: number, moment: DeathMoment) {
    this.#bus = bus;
    this.#deathAt = deathAt;
    this.#moment = moment;
  }

  async publish(events: readonly NewEvent[]): Promise<PublishReceipt> {
    this.#assertAlive();
    if (this.#published++ < this.#deathAt) return this.#bus.publish(events);
    this.#isDead = true;
    if (this.#moment === "after-commit") await this.#bus.publish(events);
    throw new ProcessDied();
  }

  async readRange(query: RangeQuery): Promise<readonly StoredEvent[]> {
    this.#assertAlive();
    return this.#bus.readRange(query);
  }

  async readByCorrelation(correlationId: string, limit: number): Promise<readonly StoredEvent[]> {
    this.#assertAlive();
    return this.#bus.readByCorrelation(correlationId, limit);
  }

  async subscribe(consumer: string, options: SubscribeOptions): Promise<Subscription> {
    this.#assertAlive();
    return this.#bus.subscribe(consumer, options);
  }

  tail(options: { fromSeq: number; types?: readonly EventType[]; signal: AbortSignal }): AsyncIterable<StoredEvent> {
    this.#assertAlive();
    return this.#bus.tail(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #assertAlive(): void {
    if (this.#isDead) throw new ProcessDied();
  }
}
