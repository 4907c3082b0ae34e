import { type SharpeSample, sharpeSampleOf } from "@rara-trading/simulation";
import { correlationMatrix } from "./correlation-matrix.ts";
import { deflatedSharpeRatio } from "./deflated-sharpe-ratio.ts";
import { effectiveRank } from "./effective-trials.ts";
import { overDays } from "./over-days.ts";
import { type OverfittingEstimate, probabilityOfOverfitting } from "./probability-of-overfitting.ts";

/** Blocks of cross-validation: 252 ways to halve them. */
const BLOCKS = 10;
/** Days a block needs for a Sharpe ratio that says anything. */
const BLOCK_DAYS_MIN = 10;

/** What cross-validation says of a choice, with what it looked at. */
export interface ChoiceOverfitting extends OverfittingEstimate {
  /** Strategies that vary in most blocks, among which the choice was made. */
  readonly strategies: number;
  readonly blocks: number;
}

/** What the daily returns of a search's trials say of its best; figures that are undefined are `null`. */
export interface ChoiceEvidence {
  /** How many independent trials they amount to: the effective rank of their correlations. */
  readonly effectiveTrials: number | null;
  /** Probability that the true Sharpe ratio of the best exceeds what the best of `effectiveTrials` worthless ones shows. */
  readonly deflatedSharpe: number | null;
  /** Probability that the best in sample is no better than the median out of sample. */
  readonly probabilityOfOverfitting: number | null;
}

function varies(returns: Float64Array): boolean {
  return returns.some((value) => value !== returns[0]);
}

/** Whether a series varies in more than half of the blocks, so that it has a Sharpe ratio in every half. */
function movesInMostBlocks(returns: Float64Array): boolean {
  const length = returns.length / BLOCKS;
  let moving = 0;
  for (let block = 0; block < BLOCKS; block++) {
    if (varies(returns.subarray(block * length, (block + 1) * length))) moving++;
  }
  return moving > BLOCKS / 2;
}

/**
 * Cross-validates the choice of the best among daily returns over the same days, on ten blocks; the first days are left out
 * where they do not divide. `null` with fewer than two that move in most blocks, or blocks of fewer than ten days.
 */
export function overfittingOfChoice(vectors: readonly Float64Array[]): ChoiceOverfitting | null {
  const days = vectors[0]?.length ?? 0;
  const used = days - (days % BLOCKS);
  if (used < BLOCKS * BLOCK_DAYS_MIN) return null;
  const moving = vectors.map((returns) => returns.subarray(days - used)).filter(movesInMostBlocks);
  if (moving.length < 2) return null;
  return { ...probabilityOfOverfitting(moving, BLOCKS), strategies: moving.length, blocks: BLOCKS };
}

/**
 * Returns what the trials' daily returns say of the best. A trial that was dropped on the first days has fewer than the
 * best: it counts as a trial like the others, but a choice among halves of its days cannot be cross-validated. The deflated Sharpe ratio takes the
 * effective number of trials and the variance 1 / days that a worthless Sharpe ratio has, not that of the trials: a search
 * that climbs crowds around what it found, which would inflate their variance and hide a true edge.
 */
export function evidenceOfChoice(vectors: readonly Float64Array[], best: Float64Array): ChoiceEvidence {
  const days = best.length;
  const varying = vectors.filter(varies).map((returns) => overDays(returns, days));
  const effectiveTrials = varying.length === 0 ? null : effectiveRank(correlationMatrix(varying));
  const sample: SharpeSample | null = sharpeSampleOf(best);
  return {
    effectiveTrials,
    deflatedSharpe:
      sample === null || effectiveTrials === null ? null : deflatedSharpeRatio(sample, 1 / days, effectiveTrials),
    probabilityOfOverfitting: overfittingOfChoice(vectors.filter(({ length }) => length === days))?.probability ?? null,
  };
}
