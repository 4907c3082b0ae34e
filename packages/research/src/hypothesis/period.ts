/** The look-backs that sampling draws from, in bars: a log grid, because 20 and 21 bars are one idea and 5 and 8 are two. */
export const PERIOD_GRID = [2, 3, 5, 8, 13, 21, 34, 55, 89, 144] as const;

/** The shortest and the longest look-back a tree may have, in bars. */
export const PERIOD_RANGE = { min: 2, max: 144 } as const;

/** A look-back in whole bars within `PERIOD_RANGE`. */
export type Period = number;

/** Returns whether `value` is a look-back that a tree may have. */
export function isPeriod(value: unknown): value is Period {
  return Number.isInteger(value) && Number(value) >= PERIOD_RANGE.min && Number(value) <= PERIOD_RANGE.max;
}

/** Returns the place on the grid of the look-back nearest to `period` in ratio. */
function nearestPlace(period: Period): number {
  let nearest = 0;
  for (const [place, value] of PERIOD_GRID.entries()) {
    const distance = Math.abs(Math.log(value / period));
    if (distance < Math.abs(Math.log((PERIOD_GRID[nearest] ?? 2) / period))) nearest = place;
  }
  return nearest;
}

/** Returns the look-back `steps` places along the grid from the one nearest to `period`, stopping at its ends. */
export function shiftPeriod(period: Period, steps: number): Period {
  const last = PERIOD_GRID.length - 1;
  const index = Math.min(last, Math.max(0, nearestPlace(period) + Math.trunc(steps)));
  return PERIOD_GRID[index] ?? period;
}

/** Returns `period` times `factor`, rounded to whole bars within the range. */
export function scalePeriod(period: Period, factor: number): Period {
  return Math.min(PERIOD_RANGE.max, Math.max(PERIOD_RANGE.min, Math.round(period * factor)));
}
