import { compound } from "./drawdown.ts";
import type { DrawdownFigures, DrawdownPeriod } from "./tearsheet-metrics.ts";

/** How many of the deepest falls a tearsheet lists. */
const WORST_DRAWDOWNS = 5;

/** Returns 1 - equity / highest equity so far after each return, the start (1) being the first peak. */
export function underwater(returns: Float64Array): Float64Array {
  let peak = 1;
  return compound(returns).map((value) => {
    peak = Math.max(peak, value);
    return 1 - value / peak;
  });
}

/** Returns every fall from a peak in order of time, from the first day below the peak; the last may not have recovered. */
export function drawdownPeriods(depths: Float64Array, dayMs: Float64Array): readonly DrawdownPeriod[] {
  const periods: DrawdownPeriod[] = [];
  let start = -1;
  let valley = -1;
  const close = (end: number): void => {
    if (start < 0) return;
    periods.push({
      startDayMs: dayMs[start] ?? NaN,
      valleyDayMs: dayMs[valley] ?? NaN,
      recoveryDayMs: dayMs[end] ?? null,
      depth: depths[valley] ?? NaN,
      days: end - start,
    });
    start = -1;
  };
  for (const [i, depth] of depths.entries()) {
    if (depth <= 0) close(i);
    else if (start < 0) {
      start = i;
      valley = i;
    } else if (depth > (depths[valley] ?? NaN)) valley = i;
  }
  close(depths.length);
  return periods;
}

/** Returns the root mean square of the drawdown over all days (Martin and McCann 1989); `null` of no days. */
export function ulcerIndex(depths: Float64Array): number | null {
  if (depths.length === 0) return null;
  return Math.sqrt(depths.reduce((sum, depth) => sum + depth * depth, 0) / depths.length);
}

/** Returns the growth a year over the ulcer index (Martin and McCann 1989); `null` where one is undefined or the index is 0. */
export function martinRatio(cagr: number | null, ulcer: number | null): number | null {
  return cagr === null || ulcer === null || ulcer === 0 ? null : cagr / ulcer;
}

/** Returns the falls of the compounded daily returns; `total` is the return over all days. */
export function drawdownFigures(returns: Float64Array, dayMs: Float64Array, total: number): DrawdownFigures {
  const depths = underwater(returns);
  const periods = drawdownPeriods(depths, dayMs);
  const maximum = depths.reduce((worst, depth) => Math.max(worst, depth), 0);
  const wet = periods.reduce((days, period) => days + period.days, 0);
  return {
    maximum,
    averageDepth: periods.length === 0 ? null : periods.reduce((sum, period) => sum + period.depth, 0) / periods.length,
    longestDays: periods.reduce((longest, period) => Math.max(longest, period.days), 0),
    timeUnderWater: depths.length === 0 ? null : wet / depths.length,
    ulcerIndex: ulcerIndex(depths),
    recoveryFactor: maximum === 0 ? null : total / maximum,
    worst: periods.toSorted((a, b) => b.depth - a.depth).slice(0, WORST_DRAWDOWNS),
  };
}
