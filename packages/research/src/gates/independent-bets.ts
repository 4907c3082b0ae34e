/** Days of one bet: a position that is held for long is decided anew about this often, as far as its returns tell. */
export const BET_DAYS = 10;

/** Bets whose profit is compared with the whole. */
export const BEST_BETS = 5;

/** What a strategy's daily returns say about how many things it depends on. */
export interface Bets {
  /** Stretches of 10 days on which it earned or lost anything. */
  readonly count: number;
  /** Sum of the five best stretches over the sum of all; `null` when there is no profit. */
  readonly bestShare: number | null;
}

/**
 * Returns the independent bets of daily returns: stretches of 10 days one after the other. A trend follower's few round
 * trips hold many of them, and counting round trips would call every one of its trends a lucky trade.
 */
export function betsOf(dailyReturns: ArrayLike<number>): Bets {
  const stretches: number[] = [];
  let total = 0;
  for (let from = 0; from < dailyReturns.length; from += BET_DAYS) {
    let sum = 0;
    let active = false;
    for (let day = from; day < Math.min(dailyReturns.length, from + BET_DAYS); day++) {
      const value = dailyReturns[day] ?? 0;
      if (value !== 0) active = true;
      sum += value;
    }
    if (active) stretches.push(sum);
    total += sum;
  }
  stretches.sort((a, b) => b - a);
  let best = 0;
  for (const sum of stretches.slice(0, BEST_BETS)) best += Math.max(0, sum);
  return { count: stretches.length, bestShare: total > 0 ? best / total : null };
}
