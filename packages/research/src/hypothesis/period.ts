/** The look-backs that trees use, in bars: a log grid, because 20 and 21 bars are one idea and 5 and 8 are two. */
export const PERIOD_GRID = [2, 3, 5, 8, 13, 21, 34, 55, 89, 144] as const;

/** A look-back in bars, on the grid. */
export type Period = (typeof PERIOD_GRID)[number];

/** Returns whether `value` is a look-back of the grid. */
export function isPeriod(value: unknown): value is Period {
  return (PERIOD_GRID as readonly unknown[]).includes(value);
}

/** Returns the look-back `steps` places along the grid from `period`, stopping at its ends. */
export function shiftPeriod(period: Period, steps: number): Period {
  const last = PERIOD_GRID.length - 1;
  const index = Math.min(last, Math.max(0, PERIOD_GRID.indexOf(period) + Math.trunc(steps)));
  return PERIOD_GRID[index] ?? period;
}
