import type { LagCheck } from "@rara-trading/simulation";
import { describe, expect, it } from "vitest";
import { lagGate } from "./lag-gate.ts";

function lagOf(sharpe: number | null, laggedSharpe: number | null): LagCheck {
  const isJudged = sharpe !== null && sharpe >= 0.5;
  const share = isJudged ? Math.max(0, (laggedSharpe ?? 0) / sharpe) : null;
  return {
    check: "lag",
    passed: (share ?? 1) >= 0.5,
    evidence: "There is nothing to lose.",
    sharpe,
    laggedSharpe,
    share,
  };
}

describe("lagGate (G0)", () => {
  it("passes what keeps half of its Sharpe ratio, and says how much it keeps", () => {
    const about = { gate: "lag", passed: true, threshold: 0, actual: 0.75 };
    const reason =
      "Its Sharpe ratio is 2.00 and with every decision one bar late 1.50: the share that is left is 0.75, at least 0.00.";
    expect(lagGate(lagOf(2, 1.5), { lagShareMin: 0 })).toEqual({ ...about, reason });
  });

  it("flags what loses more than half, and refuses nothing unless it is told to", () => {
    for (const lagged of [0.8, -1, null]) {
      const { passed, reason } = lagGate(lagOf(2, lagged), { lagShareMin: 0 });
      expect(passed).toBe(true);
      expect(reason).toContain("Flagged, not refused");
    }
    expect(lagGate(lagOf(2, 1), { lagShareMin: 0 }).reason).not.toContain("Flagged");
  });

  it("refuses what keeps less than the configured share, whether that is below half or above", () => {
    expect(lagGate(lagOf(2, 0.5), { lagShareMin: 0.3 })).toMatchObject({ passed: false, actual: 0.25 });
    expect(lagGate(lagOf(2, 0.8), { lagShareMin: 0.3 })).toMatchObject({ passed: true, actual: 0.4 });
    const refused = lagGate(lagOf(2, 1.2), { lagShareMin: 0.8 });
    expect(refused).toMatchObject({ passed: false, actual: 0.6 });
    expect(refused.reason).toMatch(/the share that is left is 0\.60, below 0\.80\.$/);
  });

  it("does not judge a Sharpe ratio too small to lose half of", () => {
    for (const sharpe of [0.4, null]) {
      const reason = "There is nothing to lose.";
      expect(lagGate(lagOf(sharpe, 0), { lagShareMin: 0.5 })).toMatchObject({ passed: true, actual: null, reason });
    }
  });
});
