import { type MarketCalendar, RaraError } from "@rara-trading/domain";
import { scaleReturns, volatilityFactor } from "@rara-trading/simulation";

/** Returns daily returns at 10 % annual volatility, or `null` when they do not vary: then nothing was traded. */
export function atNormalVolatility(dailyReturns: ArrayLike<number>, calendar: MarketCalendar): Float64Array | null {
  const returns = Float64Array.from(dailyReturns);
  const factor = volatilityFactor(returns, calendar);
  return factor === 0 ? null : scaleReturns(returns, factor);
}

/**
 * Returns what a strategy earned each day beyond the benchmark, both at 10 % volatility; beyond nothing when the
 * benchmark is cash (`null`). @throws RaraError `research.excess-days` when they cover different days.
 */
export function excessReturns(strategy: Float64Array, benchmark: Float64Array | null): Float64Array {
  if (benchmark === null) return strategy;
  if (benchmark.length !== strategy.length) {
    throw new RaraError(`Expected a benchmark of ${strategy.length} days, found ${benchmark.length}`, {
      category: "bug",
      code: "research.excess-days",
      hint: "Compute both over the same research bars.",
    });
  }
  return strategy.map((value, day) => value - (benchmark[day] ?? Number.NaN));
}
