import { type CandleGap, DAY_MS, type MarketCalendar, utcDay } from "@rara-trading/domain";

/** The longest stretch without a bar that a sessions market shows by itself: a weekend with two holidays. */
const CLOSED_MS_MAX = 4 * DAY_MS;

/** 1970-01-01 was a Thursday; with Monday as 0, weekdays are 0 to 4. */
function isWeekday(day: number): boolean {
  return (day + 3) % 7 < 5;
}

/**
 * Returns what is missing between two consecutive bars, or undefined.
 * A continuous market misses every bar between them. A sessions market closes overnight, at weekends and on holidays
 * that no calendar here knows, so only a stretch of more than 4 days from one bar's end to the next bar's open counts;
 * its `missingBars` are the weekdays (UTC) that lie wholly inside: exact for daily bars but for holidays, and a lower
 * bound for shorter ones.
 */
export function gapBetween(
  calendar: MarketCalendar,
  barMs: number,
  openTimeMs: number,
  nextOpenTimeMs: number,
): CandleGap | undefined {
  const endMs = openTimeMs + barMs;
  if (nextOpenTimeMs <= endMs) return undefined;
  if (calendar === "continuous") {
    return { fromMs: endMs, toMs: nextOpenTimeMs, missingBars: (nextOpenTimeMs - endMs) / barMs };
  }
  if (nextOpenTimeMs - endMs <= CLOSED_MS_MAX) return undefined;
  let firstWeekday: number | undefined;
  let weekdays = 0;
  for (let day = utcDay(openTimeMs) + 1; day < utcDay(nextOpenTimeMs); day++) {
    if (!isWeekday(day)) continue;
    firstWeekday ??= day;
    weekdays++;
  }
  return { fromMs: (firstWeekday ?? utcDay(endMs)) * DAY_MS, toMs: nextOpenTimeMs, missingBars: weekdays };
}

/** Returns the gaps between sorted bars. */
export function findGaps(calendar: MarketCalendar, barMs: number, openTimeMs: Float64Array): readonly CandleGap[] {
  const gaps: CandleGap[] = [];
  for (let i = 1; i < openTimeMs.length; i++) {
    const gap = gapBetween(calendar, barMs, openTimeMs[i - 1] ?? NaN, openTimeMs[i] ?? NaN);
    if (gap !== undefined) gaps.push(gap);
  }
  return gaps;
}
