import type { Side } from "@rara-trading/domain";
import type { TrailOffset } from "./order.ts";

/** Returns the level of a trailing stop whose best price so far is `best`: below it for a sell, above it for a buy. */
export function trailingLevel(side: Side, trail: TrailOffset, best: number): number {
  if (trail.kind === "distance") return side === "sell" ? best - trail.distance : best + trail.distance;
  const fraction = trail.offsetBps / 10_000;
  return side === "sell" ? best * (1 - fraction) : best * (1 + fraction);
}

/** Returns the better of two prices for what a stop of this side protects: the higher for a sell, the lower for a buy. */
export function betterPrice(side: Side, one: number, other: number): number {
  return side === "sell" ? Math.max(one, other) : Math.min(one, other);
}
