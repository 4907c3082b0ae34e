import type { RandomSource } from "@rara-trading/domain";
import { MapElitesGenerator } from "../generator/map-elites-generator.ts";
import type { SearchMemory } from "../memory/search-memory.ts";
import type { CampaignOptions } from "./campaign-options.ts";

/** What determines a search's proposals besides its random source, its memory and what is reported. */
export type GeneratorSettings = Pick<CampaignOptions, "runId" | "hypothesesMax" | "calendar" | "around">;

/** Opens the offline generator of a search, logged or in memory: around a strategy it stays in that one's family. */
export function searchGenerator(
  { runId, hypothesesMax, calendar, around }: GeneratorSettings,
  random: RandomSource,
  memory?: SearchMemory,
): MapElitesGenerator {
  return new MapElitesGenerator({
    random,
    runId,
    hypothesesMax,
    calendar,
    ...(around !== undefined && { around, families: [around.tree.family] }),
    ...(memory !== undefined && { memory }),
  });
}
