/** Which way an order moves the position. */
export type Side = "buy" | "sell";

/** Returns +1 for a buy and -1 for a sell. */
export function sideSign(side: Side): 1 | -1 {
  return side === "buy" ? 1 : -1;
}
