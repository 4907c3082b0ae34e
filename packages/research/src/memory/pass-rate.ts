import { betaQuantile } from "../statistics/beta-distribution.ts";

/** Trials, and how many of them passed. */
export interface PassCount {
  readonly trials: number;
  /** Those that passed every gate that looks at one hypothesis (G1). */
  readonly passed: number;
}

/** Returns the trials of several parts together. */
export function sumOf(parts: readonly PassCount[]): PassCount {
  let trials = 0;
  let passed = 0;
  for (const part of parts) {
    trials += part.trials;
    passed += part.passed;
  }
  return { trials, passed };
}

/**
 * Passes that the prior of a mean counts as. Counted in passes, not in trials: where next to nothing passes, one lucky rule and
 * its offspring must not make a family look rich, because a search that follows luck finds more of it.
 */
const MEAN_PRIOR_PASSES = 10;
/** Passes of all parts together below which no part is told from another: a search on noise hardly ever sees as many. */
const MEAN_PASSES_MIN = 30;

/** Passes that the prior counts as where a region is to be called dead. */
const DEAD_PRIOR_PASSES = 1;
/** Trials below which no region is called dead. */
export const DEAD_TRIALS_MIN = 200;
/** Credibility of the bound below which its pass rate lies. */
const DEAD_CREDIBILITY = 0.95;
/** Share of the pooled pass rate that the bound of a dead region is below. */
const DEAD_SHARE = 0.25;

/** Beta(a, b): a prior that is worth some passes at the pooled rate, after a part's trials. */
function posteriorOf(
  { trials, passed }: PassCount,
  pooledRate: number,
  priorPasses: number,
): readonly [number, number] {
  return [priorPasses + passed, priorPasses * (1 / pooledRate - 1) + trials - passed];
}

/**
 * Returns the posterior mean of the pass rate of a part of all trials; `null` while fewer than 30 have passed in all: then
 * nothing but luck may tell parts apart.
 */
export function meanPassRate(part: PassCount, all: PassCount): number | null {
  if (all.passed < MEAN_PASSES_MIN) return null;
  const [a, b] = posteriorOf(part, all.passed / all.trials, MEAN_PRIOR_PASSES);
  return a / (a + b);
}

/** Returns whether so many trials passed so rarely that the pass rate is, with 95 % credibility, below a quarter of the pooled one. */
export function isDeadZone(part: PassCount, all: PassCount): boolean {
  if (all.passed === 0 || part.trials < DEAD_TRIALS_MIN) return false;
  const pooledRate = all.passed / all.trials;
  const [a, b] = posteriorOf(part, pooledRate, DEAD_PRIOR_PASSES);
  return betaQuantile(DEAD_CREDIBILITY, a, b) < DEAD_SHARE * pooledRate;
}
