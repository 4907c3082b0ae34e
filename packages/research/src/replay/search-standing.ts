/** Share of a search's hypotheses that make up its breadth: what luck flatters is one rule and its closest kin. */
const BREADTH_SHARE = 0.02;
/** Fewest of them. */
const BREADTH_MIN = 3;

/** What a search came to, in the statistic of `trialStatistic`. */
export interface SearchStanding {
  /** The best; `null` without a trial that is weighed. */
  readonly champion: number | null;
  /** The worst of the best 2 % of its hypotheses; `null` where fewer are weighed. */
  readonly breadth: number | null;
}

/** Returns the place, from 1, of the trial that tells a search's breadth. */
export function breadthRank(hypotheses: number): number {
  return Math.max(BREADTH_MIN, Math.ceil(BREADTH_SHARE * hypotheses));
}

/** Returns how a search of `hypotheses` stands, some of whose trials are weighed. */
export function standingOf(statistics: readonly number[], hypotheses: number): SearchStanding {
  const ranked = Float64Array.from(statistics).sort().reverse();
  return { champion: ranked[0] ?? null, breadth: ranked[breadthRank(hypotheses) - 1] ?? null };
}
