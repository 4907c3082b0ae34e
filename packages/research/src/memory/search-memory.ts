import type { Region } from "../generator/region.ts";
import type { PassCount } from "./pass-rate.ts";

/** What earlier trials of one region came to. */
export interface RegionRecord extends Region, PassCount {
  /** The gate that most often was the first to refuse; `null` when none did. */
  readonly gate: string | null;
  /** Posterior mean of the pass rate; `null` while too few have passed anywhere. */
  readonly passRate: number | null;
  /** Whether so many trials passed so rarely that another fresh sample there is hardly worth its try. */
  readonly isDead: boolean;
}

/** What a search remembers of earlier searches on its series: a handful of counts, and what not to try again. */
export interface SearchMemory {
  /** Earlier runs that are remembered. */
  readonly runs: number;
  /** Their trials. */
  readonly trials: number;
  /** Every region that was tried. */
  readonly regions: readonly RegionRecord[];
  /** Hashes of trees that would be the same try again. */
  readonly tried: ReadonlySet<string>;
}

/** A region in which earlier searches found next to nothing. */
export type DeadZone = Omit<RegionRecord, "isDead">;

/** What the document of a run tells of its memory. */
export interface MemorySummary extends Pick<SearchMemory, "runs" | "trials"> {
  /** Trees that are not proposed again. */
  readonly tried: number;
  readonly deadZones: readonly DeadZone[];
}

/** Returns the regions that are hardly worth a fresh sample. */
export function deadZonesOf({ regions }: Pick<SearchMemory, "regions">): readonly DeadZone[] {
  return regions.flatMap(({ isDead, ...zone }) => (isDead ? [zone] : []));
}

/** Returns the summary of a memory. */
export function summaryOf(memory: SearchMemory): MemorySummary {
  const { runs, trials, tried } = memory;
  return { runs, trials, tried: tried.size, deadZones: deadZonesOf(memory) };
}
