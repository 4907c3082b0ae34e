import type { RoundTrip } from "../backtest/round-trips.ts";
import { mean } from "./moments.ts";
import type { TradeFigures } from "./tearsheet-metrics.ts";

/** Returns the length of the longest run of values that satisfy `matches`. */
export function longestRun(values: Float64Array, matches: (value: number) => boolean): number {
  let longest = 0;
  let run = 0;
  for (const value of values) {
    run = matches(value) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Returns p - (1 - p) / payoff, the share of capital that maximises growth (Kelly 1956; Thorp 2006); `null` without a payoff ratio above 0. */
export function kellyFraction(winRate: number | null, payoffRatio: number | null): number | null {
  if (winRate === null || payoffRatio === null || !(payoffRatio > 0)) return null;
  return winRate - (1 - winRate) / payoffRatio;
}

const isWin = (value: number): boolean => value > 0;
const isLoss = (value: number): boolean => value < 0;

/**
 * Returns the figures of closed round trips. A scratch (profit 0) is neither win nor loss but counts as a trade: win
 * rate = wins / trades, expectancy = mean profit, profit factor = won / lost, payoff = average win / average loss.
 */
export function tradeFigures(trips: readonly RoundTrip[]): TradeFigures {
  const profits = Float64Array.from(trips, (trip) => trip.pnlQuote);
  const wins = profits.filter(isWin);
  const losses = profits.filter(isLoss);
  const averageWinQuote = mean(wins);
  const averageLossQuote = mean(losses);
  const winRate = profits.length === 0 ? null : wins.length / profits.length;
  const payoffRatio =
    averageWinQuote === null || averageLossQuote === null ? null : averageWinQuote / -averageLossQuote;
  return {
    count: profits.length,
    winRate,
    averageWinQuote,
    averageLossQuote,
    payoffRatio,
    profitFactor:
      averageLossQuote === null ? null : ((averageWinQuote ?? 0) * wins.length) / (-averageLossQuote * losses.length),
    expectancyQuote: mean(profits),
    kellyFraction: kellyFraction(winRate, payoffRatio),
    consecutiveWins: longestRun(profits, isWin),
    consecutiveLosses: longestRun(profits, isLoss),
    bestQuote: profits.length === 0 ? null : profits.reduce((best, value) => Math.max(best, value), -Infinity),
    worstQuote: profits.length === 0 ? null : profits.reduce((worst, value) => Math.min(worst, value), Infinity),
  };
}
