import type { LlmUsage } from "../llm-client.ts";

/** What the configured model costs, in US dollars per million tokens; only a person knows, so there are no defaults. */
export interface ModelPrices {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

const MILLION = 1_000_000;

/** Returns what so many tokens cost; what the backend itself said wins, and without prices it is `null`. */
export function pricedUsage(usage: LlmUsage, prices: ModelPrices | null): LlmUsage {
  if (usage.costUsd !== null || prices === null) return usage;
  const { inputTokens, outputTokens } = usage;
  const costUsd = (inputTokens * prices.inputUsdPerMillion + outputTokens * prices.outputUsdPerMillion) / MILLION;
  return { ...usage, costUsd };
}
