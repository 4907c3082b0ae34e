import type { StrategyLimits } from "../strategy-limits.ts";
import { ByteReader } from "./byte-reader.ts";
import { readExportSection } from "./declaration-sections.ts";
import { MODULE_HEADER, SectionId } from "./parse-module.ts";

/**
 * Returns the names that a module exports, by looking at nothing else in it: they tell which ABI it speaks, and with that
 * what the rest of it may be.
 * @throws StrategyFault as `parseModule` does.
 */
export function exportNames(bytes: Uint8Array, limits: StrategyLimits): ReadonlySet<string> {
  const reader = new ByteReader(bytes);
  reader.skip(MODULE_HEADER.length);
  while (!reader.atEnd) {
    const id = reader.byte();
    const section = reader.part(reader.u32());
    if (id === SectionId.export) return new Set(readExportSection(section, limits).map(({ name }) => name));
  }
  return new Set();
}
