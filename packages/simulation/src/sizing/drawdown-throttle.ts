/** Where a drawdown begins to cut the size and where nothing is left, as fractions of the peak. */
export interface ThrottleLimits {
  readonly soft: number;
  readonly hard: number;
  /** Once cut, the size rises again only after the drawdown fell by this much from where it was cut. */
  readonly recovery: number;
}

/** From 8 % down to nothing at 15 %, rising again after 2 % were made up. */
export const DEFAULT_THROTTLE: ThrottleLimits = { soft: 0.08, hard: 0.15, recovery: 0.02 };

/** Returns clip((hard - drawdown) / (hard - soft), 0, 1). */
export function throttleMultiplier(drawdown: number, limits: ThrottleLimits): number {
  return Math.min(1, Math.max(0, (limits.hard - drawdown) / (limits.hard - limits.soft)));
}

/**
 * Returns the multiplier in force after each drawdown in order: a deeper one cuts at once, a shallower one lifts it
 * only when the drawdown is at least `recovery` below the one that cut it.
 */
export function throttlePath(drawdowns: Float64Array, limits: ThrottleLimits): Float64Array {
  let anchor = 0;
  return drawdowns.map((drawdown) => {
    if (drawdown >= anchor || drawdown <= anchor - limits.recovery) anchor = drawdown;
    return throttleMultiplier(anchor, limits);
  });
}
