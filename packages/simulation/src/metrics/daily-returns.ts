import { daysPerYear, type MarketCalendar, utcDay } from "@rara-trading/domain";
import { standardDeviation } from "./moments.ts";

/** The annual volatility at which strategies are compared. */
export const NORMAL_VOLATILITY = 0.1;

/** Returns the index of the last bar of each UTC day that has bars. A US session never crosses UTC midnight. */
export function dayEndIndices(openTimeMs: Float64Array): Int32Array {
  const ends: number[] = [];
  let bars = 1;
  for (let i = 0; i < openTimeMs.length;) {
    // Most days have as many bars as the one before, which two looks tell.
    const end = isLastOfDay(openTimeMs, i, i + bars - 1) ? i + bars - 1 : lastOfDay(openTimeMs, i);
    ends.push(end);
    bars = end + 1 - i;
    i = end + 1;
  }
  return Int32Array.from(ends);
}

/** Whether the day of bar `from` ends with bar `last`. */
function isLastOfDay(openTimeMs: Float64Array, from: number, last: number): boolean {
  const day = utcDay(openTimeMs[from] ?? NaN);
  if (last >= openTimeMs.length || utcDay(openTimeMs[last] ?? NaN) !== day) return false;
  return last + 1 === openTimeMs.length || utcDay(openTimeMs[last + 1] ?? NaN) !== day;
}

/** The last bar of the day of bar `from`, in a number of looks that grows with the logarithm of the day's bars. */
function lastOfDay(openTimeMs: Float64Array, from: number): number {
  const day = utcDay(openTimeMs[from] ?? NaN);
  let last = from;
  let step = 1;
  while (last + step < openTimeMs.length && utcDay(openTimeMs[last + step] ?? NaN) === day) {
    last += step;
    step *= 2;
  }
  for (; step >= 1; step /= 2) {
    if (last + step < openTimeMs.length && utcDay(openTimeMs[last + step] ?? NaN) === day) last += step;
  }
  return last;
}

/**
 * Returns one simple return a day: equity at the day's last bar over that of the day before (the capital for the
 * first), minus 1. After ruin (equity at or below 0) there is nothing to earn a return on: 0.
 */
export function dailyReturnsAt(equity: Float64Array, dayEnds: Int32Array, capital: number): Float64Array {
  const returns = new Float64Array(dayEnds.length);
  let before = capital;
  for (let day = 0; day < dayEnds.length; day++) {
    const now = equity[dayEnds[day] ?? -1] ?? NaN;
    returns[day] = before > 0 ? now / before - 1 : 0;
    before = now;
  }
  return returns;
}

/** Returns one simple return a UTC day that has bars; see `dailyReturnsAt`. */
export function dailyReturns(equity: Float64Array, openTimeMs: Float64Array, capital: number): Float64Array {
  return dailyReturnsAt(equity, dayEndIndices(openTimeMs), capital);
}

/** Returns the factor that brings returns to `targetVolatility` a year; 0 when they do not vary. */
export function volatilityFactor(
  returns: Float64Array,
  calendar: MarketCalendar,
  targetVolatility: number = NORMAL_VOLATILITY,
): number {
  const deviation = standardDeviation(returns);
  if (deviation === null || deviation === 0) return 0;
  return targetVolatility / (deviation * Math.sqrt(daysPerYear(calendar)));
}

/** Returns the returns multiplied by `factor`: what a position of that size would have earned. */
export function scaleReturns(returns: Float64Array, factor: number): Float64Array {
  return returns.map((value) => value * factor);
}
