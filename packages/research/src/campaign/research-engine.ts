import { DEFAULT_SIZING } from "@rara-trading/domain";
import type { EngineOptions } from "@rara-trading/simulation";
import type { CampaignOptions } from "./campaign-options.ts";

/** Returns how research trades: all equity at full strength, without guards, so that a verdict is about the signal. */
export function researchEngine(options: Pick<CampaignOptions, "capital" | "costs">): EngineOptions {
  return { capital: options.capital, costs: options.costs, sizing: DEFAULT_SIZING, guards: [], tradeFromMs: 0 };
}
