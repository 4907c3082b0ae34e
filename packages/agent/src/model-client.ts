import type { RandomSource } from "@rara-trading/domain";
import { LimitedClient } from "./limited-client.ts";
import type { LlmBackend, LlmClient } from "./llm-client.ts";
import { RetryingClient } from "./retrying-client.ts";
import { BudgetedClient, type BudgetSettings } from "./usage/budgeted-client.ts";

/** How a backend is used. */
export interface ModelSettings extends BudgetSettings {
  readonly random: RandomSource;
  /** Attempts of one question in all. */
  readonly attemptsMax: number;
  /** Questions at a time. */
  readonly atOnceMax: number;
}

/** Returns a backend with a budget, patience and manners: every attempt is an entry in the journal of its own. */
export function modelClient(backend: LlmBackend, settings: ModelSettings): LlmClient {
  const { clock, random, attemptsMax, atOnceMax } = settings;
  const budgeted = new BudgetedClient(backend, settings);
  return new LimitedClient(new RetryingClient(budgeted, { attemptsMax, clock, random }), atOnceMax);
}
