import type { Side } from "@rara-trading/domain";

/** Returns the price of a fill that takes liquidity: worse than `price` by `slippageBps` basis points. */
export function slippedPrice(side: Side, price: number, slippageBps: number): number {
  const slip = slippageBps / 10_000;
  return side === "buy" ? price * (1 + slip) : price * (1 - slip);
}
