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
 * Passes that the prior counts as. Counted in passes, not in trials: where next to nothing passes, one lucky rule and its
 * offspring must not make a region look rich.
 */
const PRIOR_PASSES = 2;

/** Trials below which no region is called dead. */
export const DEAD_TRIALS_MIN = 200;
/** Credibility of the bound below which its pass rate lies. */
const DEAD_CREDIBILITY = 0.95;
/** Share of the pooled pass rate that the bound of a dead region is below. */
const DEAD_SHARE = 0.25;

/** A pass rate after its trials. */
interface PassPosterior {
  readonly mean: number;
  readonly isDead: boolean;
}

/**
 * Returns the pass rate of a part of the trials given that of all: Beta(a + passed, b + trials - passed), where the prior
 * Beta(a, b) is worth two passes at the pooled rate. `null` while nothing has passed at all: then nothing tells parts apart.
 */
export function passPosterior({ trials, passed }: PassCount, pooled: PassCount): PassPosterior | null {
  if (pooled.passed === 0) return null;
  const pooledRate = pooled.passed / pooled.trials;
  const a = PRIOR_PASSES + passed;
  const b = PRIOR_PASSES * (1 / pooledRate - 1) + trials - passed;
  const mean = a / (a + b);
  if (trials < DEAD_TRIALS_MIN || mean >= DEAD_SHARE * pooledRate) return { mean, isDead: false };
  return { mean, isDead: betaQuantile(DEAD_CREDIBILITY, a, b) < DEAD_SHARE * pooledRate };
}
