import { RaraError } from "@rara-trading/domain";
import type { BackendName, LlmClient, LlmReply, LlmRequest } from "./llm-client.ts";

/** Questions that may wait for their turn. */
const WAITING_MAX = 100;

/** Lets so many questions through at a time, in the order in which they came. */
export class LimitedClient implements LlmClient {
  readonly backend: BackendName;
  readonly #inner: LlmClient;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(inner: LlmClient, atOnceMax: number) {
    this.backend = inner.backend;
    this.#inner = inner;
    this.#free = atOnceMax;
  }

  async complete(request: LlmRequest): Promise<LlmReply> {
    await this.#turn(request.signal);
    try {
      return await this.#inner.complete(request);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    if (this.#waiting.length >= WAITING_MAX) {
      throw new RaraError(`Expected at most ${WAITING_MAX} questions to wait for a model, found more`, {
        category: "bug",
        code: "agent.queue-full",
      });
    }
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(signal.reason as Error);
      };
      this.#waiting.push(go);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
