import type { RandomSource } from "@rara-trading/domain";
import type { Family, StrategyTree } from "../hypothesis/strategy-tree.ts";
import { meanPassRate, sumOf } from "../memory/pass-rate.ts";
import type { RegionRecord, SearchMemory } from "../memory/search-memory.ts";
import { chance, pickOne, pickWeighted, type Weighted } from "./draws.ts";
import { regionName, regionOf } from "./region.ts";
import { sampleTree } from "./sample-tree.ts";

/** Share of the fresh samples whose family is drawn as if nothing were known, so that no idea dies out for ever. */
const UNIFORM_SHARE = 1 / 3;

/** Times that a sample from a dead zone is drawn anew before it is taken as it is. */
const DEAD_RESAMPLES_MAX = 3;

function familyWeights(families: readonly Family[], regions: readonly RegionRecord[]): readonly Weighted<Family>[] {
  const pooled = sumOf(regions);
  return families.map((family) => {
    const own = sumOf(regions.filter((region) => region.family === family));
    return [meanPassRate(own, pooled) ?? 1, family];
  });
}

/**
 * Draws fresh trees by what earlier searches came to: a third of the families as ever, the others in proportion to their
 * posterior pass rates; what falls into a dead zone is drawn anew, a few times.
 */
export class RememberingSampler {
  readonly #families: readonly Family[];
  readonly #weights: readonly Weighted<Family>[];
  readonly #dead: ReadonlySet<string>;

  constructor(families: readonly Family[], { regions }: Pick<SearchMemory, "regions">) {
    this.#families = families;
    this.#weights = familyWeights(families, regions);
    this.#dead = new Set(regions.filter(({ isDead }) => isDead).map(regionName));
  }

  /** Returns a fresh tree. */
  sample(random: RandomSource): StrategyTree {
    let tree = this.#draw(random);
    for (let i = 0; i < DEAD_RESAMPLES_MAX && this.#dead.has(regionName(regionOf(tree))); i++)
      tree = this.#draw(random);
    return tree;
  }

  #draw(random: RandomSource): StrategyTree {
    const family = chance(random, UNIFORM_SHARE)
      ? pickOne(random, this.#families)
      : pickWeighted(random, this.#weights);
    return sampleTree(random, [family]);
  }
}
