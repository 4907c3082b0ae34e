import type { TradingCosts } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { doubleCostGate } from "./double-cost-gate.ts";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";

const costs: TradingCosts = { feeBps: 5, slippageBps: 4 };

describe("doubleCostGate", () => {
  it("evaluates again at twice the fee and twice the slippage, once", () => {
    const asked: TradingCosts[] = [];
    const check = doubleCostGate((stressed) => asked.push(stressed), costs, thresholds);
    expect(asked).toEqual([{ feeBps: 10, slippageBps: 8 }]);
    expect(check).toMatchObject({ gate: "double-cost", passed: true, actual: 1, threshold: 0.5 });
  });

  it("passes exactly 0.5 and refuses less", () => {
    expect(doubleCostGate(() => 0.5, costs, thresholds).passed).toBe(true);
    expect(doubleCostGate(() => 0.31, costs, thresholds)).toMatchObject({
      passed: false,
      reason: "At 2 times the costs (10 bp fee and 8 bp slippage a side) the Sharpe ratio is 0.31, below 0.50.",
    });
  });

  it("refuses what has no Sharpe ratio under those costs", () => {
    expect(doubleCostGate(() => null, costs, thresholds)).toMatchObject({ passed: false, actual: null });
  });
});
