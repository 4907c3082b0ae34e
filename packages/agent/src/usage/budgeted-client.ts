import type { Clock } from "@rara-trading/domain";
import { AgentFault } from "../agent-fault.ts";
import type { BackendName, LlmBackend, LlmClient, LlmReply, LlmRequest, LlmUsage } from "../llm-client.ts";
import { type ModelPrices, pricedUsage } from "./prices.ts";
import type { DailyBudget, UsageJournal } from "./usage-journal.ts";

/** Bytes that are counted as one token before a call: fewer than any tokenizer needs for plain text. */
const BYTES_PER_TOKEN = 3;

/** What keeps the account. */
export interface BudgetSettings {
  readonly journal: UsageJournal;
  readonly budget: DailyBudget;
  readonly prices: ModelPrices | null;
  readonly clock: Clock;
}

const NOTHING: LlmUsage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

/**
 * Asks a backend within a daily budget. Each call is reserved before it is made and settled when it has ended; a call whose
 * end tells nothing (a timeout, an interruption, a crash) stays with its reservation. A spent budget is a value, and
 * the backend is then not asked.
 */
export class BudgetedClient implements LlmClient {
  readonly backend: BackendName;
  readonly #inner: LlmBackend;
  readonly #settings: BudgetSettings;

  /** @throws AgentFault `agent.unavailable` for a limit in US dollars where no cost will ever be known. */
  constructor(inner: LlmBackend, settings: BudgetSettings) {
    if (settings.budget.usdPerDay !== null && settings.prices === null && !inner.reportsCost) {
      throw new AgentFault("unavailable", `Expected to know what ${inner.backend} costs, found no price`, {
        hint: "Set agent.input_usd_per_million and agent.output_usd_per_million, or limit tokens instead of US dollars.",
      });
    }
    this.backend = inner.backend;
    this.#inner = inner;
    this.#settings = settings;
  }

  async complete(request: LlmRequest): Promise<LlmReply> {
    const { journal, budget, prices, clock } = this.#settings;
    const most = this.#mostOf(request);
    const place = journal.reserve(
      {
        backend: this.backend,
        atMs: clock.nowMs(),
        tokens: most.inputTokens + most.outputTokens,
        costUsd: most.costUsd,
      },
      budget,
    );
    if (place.kind === "budget-spent") return place;
    const limited = place.maxCostUsd === null ? request : { ...request, maxCostUsd: place.maxCostUsd };
    try {
      const answer = await this.#inner.complete(limited);
      const usage = pricedUsage(answer.usage, prices);
      this.#settle(place.callId, usage, answer.model);
      return { ...answer, usage };
    } catch (error) {
      if (!(error instanceof AgentFault)) throw error;
      if (error.usage === undefined) {
        if (error.unpaid) this.#settle(place.callId, NOTHING, null);
        throw error;
      }
      const usage = pricedUsage(error.usage, prices);
      this.#settle(place.callId, usage, null);
      throw error.using(usage);
    }
  }

  /** A cost that a limit needs and nobody tells stays as it was reserved. */
  #settle(callId: number, usage: LlmUsage, model: string | null): void {
    const { journal, budget } = this.#settings;
    if (usage.costUsd === null && budget.usdPerDay !== null) return;
    journal.settle(callId, usage, model);
  }

  /** The most that a call can reasonably use. */
  #mostOf({ system, prompt, maxOutputTokens }: LlmRequest): LlmUsage {
    const bytes = Buffer.byteLength(system) + Buffer.byteLength(prompt);
    const inputTokens = Math.ceil(bytes / BYTES_PER_TOKEN);
    return pricedUsage({ inputTokens, outputTokens: maxOutputTokens, costUsd: null }, this.#settings.prices);
  }
}
