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

/** Whether the last commit before the death reached the log: its writer never learns. */
export type DeathMoment = "before-commit" | "after-commit";

/** The death of the process, as the code that publishes would never see it. */
export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

/** A bus whose process dies at the given commit (a publication or an acknowledgement, 0 is the first); nothing goes through afterwards. */
export class DyingBus implements EventBus {
  readonly #bus: EventBus;
  readonly #deathAt: number;
  readonly #moment: DeathMoment;
  #commits = 0;
  #isDead = false;

  constructor(bus: EventBus, deathAt: number, moment: DeathMoment) {
    this.#bus = bus;
    this.#deathAt = deathAt;
    this.#moment = moment;
  }

  publish(events: readonly NewEvent[]): Promise<PublishReceipt> {
    return this.#commit(() => this.#bus.publish(events));
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
    const subscription = await this.#bus.subscribe(consumer, options);
    return {
      next: (signal) => {
        this.#assertAlive();
        return subscription.next(signal);
      },
      acknowledge: (batch, effects) => this.#commit(() => subscription.acknowledge(batch, effects)),
      [Symbol.asyncDispose]: () => subscription[Symbol.asyncDispose](),
    };
  }

  tail(options: { fromSeq: number; types?: readonly EventType[]; signal: AbortSignal }): AsyncIterable<StoredEvent> {
    this.#assertAlive();
    return this.#bus.tail(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  async #commit<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#assertAlive();
    if (this.#commits++ < this.#deathAt) return work();
    this.#isDead = true;
    if (this.#moment === "after-commit") await work();
    throw new ProcessDied();
  }

  #assertAlive(): void {
    if (this.#isDead) throw new ProcessDied();
  }
}
