/** How far from a whole number of ticks still counts as one, in ticks: float64 noise, not a price. */
const TICK_TOLERANCE = 1e-6;

function ticksAsPrice(ticks: number, tickSize: number): number {
  // A tick of 1/k is written as a division of whole numbers, so that prices have no dust (0.3, not 0.30000000000000004).
  const perUnit = Math.round(1 / tickSize);
  return perUnit > 0 && Math.abs(perUnit * tickSize - 1) < 1e-12 ? ticks / perUnit : ticks * tickSize;
}

/** Returns whether `price` is a whole number of ticks; every price is where there is no tick. */
export function isOnTick(price: number, tickSize: number | null): boolean {
  if (tickSize === null) return true;
  const ticks = price / tickSize;
  return Math.abs(ticks - Math.round(ticks)) <= TICK_TOLERANCE;
}

/** Returns the next tick at or above (`up`), or at or below (`down`) `price`; the price itself where there is no tick. */
export function roundToTick(price: number, tickSize: number | null, direction: "up" | "down"): number {
  if (tickSize === null) return price;
  const ticks = price / tickSize;
  const nearest = Math.round(ticks);
  if (Math.abs(ticks - nearest) <= TICK_TOLERANCE) return ticksAsPrice(nearest, tickSize);
  return ticksAsPrice(direction === "up" ? Math.ceil(ticks) : Math.floor(ticks), tickSize);
}
