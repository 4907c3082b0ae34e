import { HORIZON_EDGES_BARS } from "../generator/region.ts";
import { FAMILIES, type Family } from "../hypothesis/strategy-tree.ts";
import type { DeadZone } from "../memory/search-memory.ts";
import { countText, knownWord } from "./figure-text.ts";
import { gateName } from "./gate-words.ts";

function horizonWords(horizon: number): string {
  const [from, to] = [HORIZON_EDGES_BARS[horizon - 1], HORIZON_EDGES_BARS[horizon]];
  if (from === undefined && to !== undefined) return `fewer than ${to} bars`;
  if (from !== undefined && to !== undefined) return `${from} to ${to - 1} bars`;
  return from === undefined ? "any number of bars" : `${from} bars or more`;
}

/** Returns one line about each region in which earlier searches found next to nothing, made of our own words and numbers. */
export function deadZoneLines(zones: readonly DeadZone[]): readonly string[] {
  if (zones.length === 0) return [];
  const lines = zones.map(({ family, horizon, trials, passed, gate }) => {
    const name = knownWord<Family | "unknown">(family, FAMILIES, "unknown");
    const refused = gate === null ? "" : `, most often stopped by ${gateName(gate)}`;
    const counts = `${countText(passed)} of ${countText(trials)} passed the first gates${refused}`;
    return `- ${name} rules whose indicators need ${horizonWords(horizon)}: ${counts}`;
  });
  return ["Where earlier searches on this market found next to nothing:", ...lines];
}
