import type { RandomSource } from "@rara-trading/domain";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { earnsTheSame, type ReturnSignature } from "./return-signature.ts";

/** Elites that compete to be a parent. */
const TOURNAMENT_SIZE = 3;

/** The best hypothesis of a niche so far. */
export interface Elite {
  readonly hypothesisId: string;
  readonly tree: StrategyTree;
  readonly niche: string;
  /** Lower confidence bound of the Sharpe ratio less complexity; see `qualityOf`. */
  readonly quality: number;
  readonly signature: ReturnSignature;
}

/**
 * The best of every niche (MAP-Elites: Mouret and Clune 2015). What earns the same as a better elite of another niche is
 * not taken in: an archive of one idea under many labels would be no archive.
 */
export class EliteArchive {
  readonly #elites = new Map<string, Elite>();

  /** Niches that are taken. */
  get size(): number {
    return this.#elites.size;
  }

  /** Takes an elite in if it is the best of its niche and something new. Returns whether it did. */
  offer(elite: Elite): boolean {
    const holder = this.#elites.get(elite.niche);
    if (holder !== undefined && holder.quality >= elite.quality) return false;
    const worse: string[] = [];
    for (const other of this.#elites.values()) {
      if (other.niche === elite.niche || !earnsTheSame(other.signature, elite.signature)) continue;
      if (other.quality >= elite.quality) return false;
      worse.push(other.niche);
    }
    for (const niche of worse) this.#elites.delete(niche);
    this.#elites.set(elite.niche, elite);
    return true;
  }

  /** Returns the best elites, best first; among equals the earlier niche by name. */
  best(count: number): readonly Elite[] {
    return [...this.#elites.values()]
      .sort((a, b) => b.quality - a.quality || (a.niche < b.niche ? -1 : 1))
      .slice(0, count);
  }

  /** Returns the best of a few elites drawn at random, or `undefined` of an empty archive. */
  tournament(random: RandomSource): Elite | undefined {
    const elites = [...this.#elites.values()];
    let best: Elite | undefined;
    for (let round = 0; round < Math.min(TOURNAMENT_SIZE, elites.length); round++) {
      const drawn = elites[random.nextInt(elites.length)];
      if (drawn !== undefined && (best === undefined || drawn.quality > best.quality)) best = drawn;
    }
    return best;
  }

  /** Forgets everything. */
  clear(): void {
    this.#elites.clear();
  }
}
