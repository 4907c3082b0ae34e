import type { EventBus, NewEvent } from "@rara-trading/domain";

/** Events that one publication carries at most. */
const PUBLICATION_EVENTS_MAX = 200;

/**
 * Publishes events in the order in which they came, one publication at a time: the log always holds a prefix of
 * them. While one is under way the next ones gather, so that a slow disk makes batches larger, not later. After a
 * failure nothing more is published and every call reports it.
 */
export class OrderedPublisher {
  readonly #bus: EventBus;
  #waiting: NewEvent[] = [];
  #inFlight = 0;
  #running = false;
  #done: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  /** Events handed over that are not durable yet. */
  get unsettled(): number {
    return this.#waiting.length + this.#inFlight;
  }

  /** Takes events and returns at once. @throws the failure of an earlier publication. */
  enqueue(events: readonly NewEvent[]): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#waiting.push(...events);
    if (this.#running || this.#waiting.length === 0) return;
    this.#running = true;
    this.#done = this.#drain();
  }

  /** Resolves once everything taken so far is durable. @throws the failure of a publication. */
  async settled(): Promise<void> {
    await this.#done;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Resolves once nothing is on its way any more, whether that went well or not. */
  async idle(): Promise<void> {
    await this.#done;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.slice(0, PUBLICATION_EVENTS_MAX);
        this.#waiting = this.#waiting.slice(PUBLICATION_EVENTS_MAX);
        this.#inFlight = batch.length;
        await this.#bus.publish(batch);
        this.#inFlight = 0;
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#running = false;
  }
}
