import { describe, expect, it } from "vitest";
import { clientOrderId } from "./order.ts";
import { sideSign } from "./side.ts";
import { DEFAULT_COSTS, scaleCosts } from "./trading-costs.ts";

describe("trading values", () => {
  it("charge 5 bp of fee and 5 bp of slippage a side unless told otherwise, and scale for stress tests", () => {
    expect(DEFAULT_COSTS).toEqual({ feeBps: 5, slippageBps: 5 });
    expect(scaleCosts({ feeBps: 5, slippageBps: 2 }, 2)).toEqual({ feeBps: 10, slippageBps: 4 });
  });

  it("sign a buy + and a sell -", () => {
    expect([sideSign("buy"), sideSign("sell")]).toEqual([1, -1]);
  });

  it("name an order by session and sequence, so that sending it twice is the same order", () => {
    expect(clientOrderId("session-ab", 12)).toBe("session-ab-12");
  });
});
