import { type CandleGap, DAY_MS, type MarketCalendar, utcDay } from "@rara-trading/domain";

/** Whole UTC days without a bar that a sessions market shows by itself: a weekend with two holidays. */
const CLOSED_DAYS_MAX = 4;

/** 1970-01-01 was a Thursday; with Monday as 0, weekdays are 0 to 4. */
function isWeekday(day: number): boolean {
  return (day + 3) % 7 < 5;
}

/**
 * Returns what is missing between two consecutive bars, or undefined.
 * A continuous market misses every bar between them. A sessions market closes overnight, at weekends and on holidays
 * that no calendar here knows, so only a stretch of more than 4 whole UTC days without a bar counts; its `missingBars`
 * are the weekdays among them: exact for daily bars but for holidays, a lower bound for shorter ones.
 */
export function gapBetween(
  calendar: MarketCalendar,
  barMs: number,
  openTimeMs: number,
  nextOpenTimeMs: number,
): CandleGap | undefined {
  if (calendar === "continuous") {
    const endMs = openTimeMs + barMs;
    if (nextOpenTimeMs <= endMs) return undefined;
    return { fromMs: endMs, toMs: nextOpenTimeMs, missingBars: (nextOpenTimeMs - endMs) / barMs };
  }
  const firstDay = utcDay(openTimeMs) + 1;
  const emptyDays = utcDay(nextOpenTimeMs) - firstDay;
  if (emptyDays <= CLOSED_DAYS_MAX) return undefined;
  const weekdays = Array.from({ length: emptyDays }, (_, i) => firstDay + i).filter(isWeekday);
  return { fromMs: (weekdays[0] ?? firstDay) * DAY_MS, toMs: nextOpenTimeMs, missingBars: weekdays.length };
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
