import { type LoggedTrial, luckySharpe } from "@rara-trading/research";

/** How the best Sharpe ratio of a run rose, against what luck alone is expected to show. */
export interface BestSoFar {
  /** Number of the trial, from 1, at which the curves begin: the first one with a Sharpe ratio. */
  readonly firstTrial: number;
  /** Best Sharpe ratio after each trial from there on, at 10 % volatility. */
  readonly best: readonly number[];
  /** Best Sharpe ratio expected of as many independent worthless tries; empty where the days are not known. */
  readonly luck: readonly number[];
}

/** A trial that was better than all before it. */
export interface Improvement {
  /** From 1. */
  readonly trial: number;
  readonly sharpe: number;
  readonly luckySharpe: number | null;
}

/**
 * Returns the running maximum of the trials' Sharpe ratios, in order, and beside it sqrt(daysAYear / days) x the expected
 * maximum of as many independent standard normal deviates: a worthless Sharpe ratio has the variance 1 / days.
 */
export function bestSoFar(trials: readonly LoggedTrial[], days: number, daysAYear: number): BestSoFar {
  const first = trials.findIndex(({ metrics }) => (metrics?.sharpe ?? null) !== null);
  if (first === -1) return { firstTrial: 1, best: [], luck: [] };
  let highest = -Infinity;
  const best = trials.slice(first).map(({ metrics }) => {
    highest = Math.max(highest, metrics?.sharpe ?? -Infinity);
    return highest;
  });
  const expected = (tries: number): number => luckySharpe(1 / days, tries) * Math.sqrt(daysAYear);
  return { firstTrial: first + 1, best, luck: days === 0 ? [] : best.map((_, i) => expected(first + i + 1)) };
}

/** Returns the trials at which the best rose. */
export function improvements({ firstTrial, best, luck }: BestSoFar): readonly Improvement[] {
  return best.flatMap((sharpe, i) =>
    i > 0 && best[i - 1] === sharpe ? [] : [{ trial: firstTrial + i, sharpe, luckySharpe: luck[i] ?? null }],
  );
}
