import type { Clock, RandomSource } from "@rara-trading/domain";
import { AgentFault } from "./agent-fault.ts";
import type { BackendName, LlmClient, LlmReply, LlmRequest, LlmUsage } from "./llm-client.ts";
import { addUsage } from "./usage/add-usage.ts";

/** Wait before the second attempt; it doubles with every further one. */
const BACK_OFF_MS = 1_000;
const BACK_OFF_MS_MAX = 30_000;
/** The longest `retry-after` that is waited for; a longer one is the caller's to decide about. */
const RETRY_AFTER_MS_MAX = 120_000;

/** How often and how patiently to ask again. */
export interface RetrySettings {
  /** Attempts in all. */
  readonly attemptsMax: number;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/**
 * Asks again after a fault that is retryable (rate limit, overload, broken connection): exponential back-off with
 * jitter, at least as long as the backend asked for. A timeout is not retried, since it may have been charged. What
 * attempts that failed used all the same, where the backend told, is added to the answer's usage or the fault's.
 */
export class RetryingClient implements LlmClient {
  readonly backend: BackendName;
  readonly #inner: LlmClient;
  readonly #settings: RetrySettings;

  constructor(inner: LlmClient, settings: RetrySettings) {
    this.backend = inner.backend;
    this.#inner = inner;
    this.#settings = settings;
  }

  async complete(request: LlmRequest): Promise<LlmReply> {
    const { attemptsMax, clock } = this.#settings;
    let used: LlmUsage | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await this.#inner.complete(request);
        if (used === undefined || reply.kind !== "answer") return reply;
        return { ...reply, usage: addUsage(used, reply.usage) };
      } catch (thrown) {
        if (!(thrown instanceof AgentFault)) throw thrown;
        const error = used === undefined ? thrown : thrown.having(used);
        const asked = error.retryAfterMs ?? 0;
        if (!error.retryable || attempt >= attemptsMax || asked > RETRY_AFTER_MS_MAX) throw error;
        used = error.usage;
        await clock.sleep(Math.max(asked, this.#backOffMs(attempt)), request.signal);
      }
    }
  }

  /** Between half of the step and all of it, so that callers that failed together do not come back together. */
  #backOffMs(attempt: number): number {
    const stepMs = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS * 2 ** (attempt - 1));
    return Math.round(stepMs * (0.5 + this.#settings.random.next() / 2));
  }
}
