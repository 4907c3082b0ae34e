import { DAY_MS, daysPerYear, type MarketCalendar } from "@rara-trading/domain";
import { sharpeRatio } from "@rara-trading/simulation";
import type { MonthCell } from "./heat-map.ts";
import type { DrawdownRow } from "./tearsheet.ts";

const ROLLING_SHARE_OF_YEAR = 0.5;
const DRAWDOWNS_KEPT = 5;

/** A day's return with the day it belongs to. */
export interface DailySeries {
  /** Any moment of each day, ascending. */
  readonly dayMs: readonly number[];
  readonly returns: Float64Array;
}

function compounded(series: DailySeries, keyOf: (date: Date) => string): ReadonlyMap<string, number> {
  const growth = new Map<string, number>();
  for (const [i, atMs] of series.dayMs.entries()) {
    const key = keyOf(new Date(atMs));
    growth.set(key, (growth.get(key) ?? 1) * (1 + (series.returns[i] ?? 0)));
  }
  return growth;
}

/** Returns the compounded return of each calendar month (UTC) that has days. */
export function monthlyReturns(series: DailySeries): readonly MonthCell[] {
  const growth = compounded(series, (date) => `${date.getUTCFullYear()}-${date.getUTCMonth() + 1}`);
  return [...growth].map(([key, value]) => {
    const [year = 0, month = 0] = key.split("-").map(Number);
    return { year, month, value: value - 1 };
  });
}

/** Returns the compounded return of each calendar year (UTC) that has days. */
export function yearlyReturns(series: DailySeries): readonly { readonly year: number; readonly value: number }[] {
  const growth = compounded(series, (date) => String(date.getUTCFullYear()));
  return [...growth].map(([year, value]) => ({ year: Number(year), value: value - 1 }));
}

/** Returns the Sharpe ratio of every window of half a year of days; windows without variance are left out. */
export function rollingSharpe(
  { dayMs, returns }: DailySeries,
  calendar: MarketCalendar,
): { readonly windowDays: number; readonly values: readonly number[]; readonly fromMs: number } {
  const yearDays = daysPerYear(calendar);
  const windowDays = Math.round(yearDays * ROLLING_SHARE_OF_YEAR);
  const values: number[] = [];
  for (let end = windowDays; end <= returns.length; end++) {
    const value = sharpeRatio(returns.subarray(end - windowDays, end), yearDays);
    if (value !== null) values.push(value);
  }
  return { windowDays, values, fromMs: dayMs[windowDays - 1] ?? dayMs.at(-1) ?? 0 };
}

/** Returns each day's depth below the highest equity so far, 0 or below. `equity` is a multiple of the capital. */
export function underwaterOf(equity: readonly number[]): readonly number[] {
  let peak = 1;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
}

/** Returns the deepest falls from a peak, deepest first; lengths in calendar days. */
export function drawdownsOf(dayMs: readonly number[], underwater: readonly number[]): readonly DrawdownRow[] {
  const periods: DrawdownRow[] = [];
  let open: { startDayMs: number; valleyDayMs: number; depth: number } | undefined;
  const close = (recoveryDayMs: number | null, untilMs: number): void => {
    if (open === undefined) return;
    periods.push({ ...open, recoveryDayMs, days: Math.round((untilMs - open.startDayMs) / DAY_MS) });
    open = undefined;
  };
  for (const [i, depthBelow] of underwater.entries()) {
    const atMs = dayMs[i] ?? 0;
    if (depthBelow >= 0) close(atMs, atMs);
    else if (open === undefined) open = { startDayMs: atMs, valleyDayMs: atMs, depth: -depthBelow };
    else if (-depthBelow > open.depth) open = { ...open, valleyDayMs: atMs, depth: -depthBelow };
  }
  close(null, dayMs.at(-1) ?? 0);
  return periods.sort((a, b) => b.depth - a.depth).slice(0, DRAWDOWNS_KEPT);
}
