import { type Region, regionName, REGIONS } from "../generator/region.ts";
import type { SearchMemory } from "./search-memory.ts";
import { isDeadZone, meanPassRate, sumOf } from "./pass-rate.ts";

/** A trial as far as a memory counts it. */
export interface CountedTrial {
  readonly region: Region;
  /** The gate that was the first to refuse it among those that look at one hypothesis; `null` when it passed them all. */
  readonly gate: string | null;
}

interface Count {
  trials: number;
  passed: number;
  readonly gates: Map<string, number>;
}

/** The most frequent name; among equals the first by name. */
function mostFrequent(counts: ReadonlyMap<string, number>): string | null {
  const ranked = [...counts].sort(([a, na], [b, nb]) => nb - na || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

/** Counts earlier trials by region. The order in which they come changes nothing. */
export class MemoryTally {
  readonly #counts = new Map<string, Count>();
  readonly #tried = new Set<string>();
  #runs = 0;
  #trials = 0;

  /** Trials so far. */
  get trials(): number {
    return this.#trials;
  }

  /** Counts a run. */
  addRun(): void {
    this.#runs++;
  }

  /** Counts a trial. */
  add({ region, gate }: CountedTrial): void {
    const name = regionName(region);
    const count = this.#counts.get(name) ?? { trials: 0, passed: 0, gates: new Map<string, number>() };
    this.#counts.set(name, count);
    this.#trials++;
    count.trials++;
    if (gate === null) count.passed++;
    else count.gates.set(gate, (count.gates.get(gate) ?? 0) + 1);
  }

  /** Keeps a tree from being proposed again. */
  tried(treeHash: string): void {
    this.#tried.add(treeHash);
  }

  /** Returns what was counted. */
  memory(): SearchMemory {
    const pooled = sumOf([...this.#counts.values()]);
    const regions = REGIONS.flatMap((region) => {
      const count = this.#counts.get(regionName(region));
      if (count === undefined) return [];
      const { trials, passed, gates } = count;
      const [passRate, isDead] = [meanPassRate(count, pooled), isDeadZone(count, pooled)];
      return { ...region, trials, passed, gate: mostFrequent(gates), passRate, isDead };
    });
    return { runs: this.#runs, trials: this.#trials, regions, tried: this.#tried };
  }
}
