import type { PerformanceMetrics } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FeedbackEvidence } from "../evidence/feedback-evidence.ts";
import { decideFeedback } from "./decide-feedback.ts";
import { DEFAULT_FEEDBACK_THRESHOLDS } from "./feedback-thresholds.ts";

const METRICS: PerformanceMetrics = {
  totalReturn: 0.2,
  annualisedReturn: 0.4,
  annualisedVolatility: 0.1,
  sharpe: 1.8,
  sortino: 2,
  maxDrawdown: 0.06,
  calmar: 6,
  winRate: 0.54,
  profitFactor: 1.5,
  trades: 25,
  exposure: 0.5,
  turnover: 10,
};

/** What a good strategy shows: everything that a promotion needs. */
const GOOD: FeedbackEvidence = {
  stage: "paper",
  metrics: METRICS,
  days: 120,
  fills: 50,
  refusals: 3,
  positiveMeanProbability: 0.98,
  earlierSessions: 0,
  vault: null,
  researchWinRate: 0.56,
  fault: null,
};

function decide(changes: Partial<FeedbackEvidence> = {}, metrics: Partial<PerformanceMetrics> = {}) {
  return decideFeedback({ ...GOOD, ...changes, metrics: { ...METRICS, ...metrics } }, DEFAULT_FEEDBACK_THRESHOLDS);
}

describe("a strategy on paper", () => {
  it("is proposed for live when everything speaks for it, and the reason holds every number", () => {
    expect(decide()).toEqual({
      kind: "promote",
      to: "live-proposed",
      reason:
        "Promote: 120 days and 25 round trips; Sharpe 1.80, at least 1.00; drawdown 6.00 %, at most 15.00 %; " +
        "probability of a positive mean daily return 98.00 %, at least 95.00 %; " +
        "win rate 54.00 %, at least 36.14 % (research 56.00 % less 2 standard errors).",
    });
  });

  it("is proposed exactly at every threshold", () => {
    const atLimits = { sharpe: 1, maxDrawdown: 0.15, trades: 20 };
    expect(decide({ days: 60, positiveMeanProbability: 0.95 }, atLimits).kind).toBe("promote");
  });

  it("is not proposed when it lost in the vault, and says what the vault found when it did not", () => {
    const vault = { lineageId: "l", level: 0.0109, test: 1, confirmed: false, reason: "." };
    expect(decide({ vault: { ...vault, pValue: 0.62 } })).toEqual({
      kind: "hold",
      reason: "Hold: p-value in the vault 0.620, below 0.5 (not confirmed at its level of 0.011).",
    });
    const earned = decide({ vault: { ...vault, pValue: 0.04 } });
    expect(earned.kind).toBe("promote");
    expect(earned.reason).toContain("p-value in the vault 0.040, below 0.5 (not confirmed at its level of 0.011)");
    const confirmed = decide({ vault: { ...vault, pValue: 0.004, confirmed: true } });
    expect(confirmed.reason).toContain("(confirmed at its level of 0.011)");
    const spent = decide({ vault: { ...vault, pValue: null, level: null, test: null } });
    expect(spent).toMatchObject({ kind: "hold", reason: "Hold: p-value in the vault missing, below 0.5." });
  });

  it("is held while days or round trips are too few, however good they look", () => {
    expect(decide({ days: 59 })).toEqual({
      kind: "hold",
      reason: "Hold: the evidence is short, 59 of at least 60 days and 25 of at least 20 round trips.",
    });
    expect(decide({}, { trades: 19 })).toEqual({
      kind: "hold",
      reason: "Hold: the evidence is short, 120 of at least 60 days and 19 of at least 20 round trips.",
    });
  });

  it("is held when it does not convince, and the reason names what is missing and nothing else", () => {
    const cases = [
      [decide({}, { sharpe: 0.99 }), "Hold: Sharpe 0.99, at least 1.00."],
      [decide({}, { sharpe: null }), "Hold: Sharpe undefined, at least 1.00."],
      [decide({}, { maxDrawdown: 0.18 }), "Hold: drawdown 18.00 %, at most 15.00 %."],
      [
        decide({ positiveMeanProbability: 0.9 }),
        "Hold: probability of a positive mean daily return 90.00 %, at least 95.00 %.",
      ],
      [
        decide({ positiveMeanProbability: null }),
        "Hold: probability of a positive mean daily return undefined, at least 95.00 %.",
      ],
    ] as const;
    for (const [decision, reason] of cases) expect(decision).toEqual({ kind: "hold", reason });
  });

  it("never says of a figure that it is not what it is: two that differ read differently", () => {
    expect(decide({}, { sharpe: 0.9951 }).reason).toBe("Hold: Sharpe 0.995, at least 1.000.");
    expect(decide({}, { maxDrawdown: 0.150001 }).reason).toBe("Hold: drawdown 15.0001 %, at most 15.0000 %.");
    const convinced = decide({ positiveMeanProbability: 0.94999 });
    expect(convinced.reason).toContain("daily return 94.999 %, at least 95.000 %");
    const third = decide({ earlierSessions: 2, positiveMeanProbability: 0.98333 });
    expect(third.reason).toContain("98.3330 %, at least 98.3333 % (session 3");
    expect(decide({}, { maxDrawdown: 0.200001 }).reason).toBe("Retire: drawdown 20.0001 % exceeds 20.0000 %.");
    const vault = { lineageId: "l", level: 0.01, test: 1, confirmed: false, reason: "." };
    expect(decide({ vault: { ...vault, pValue: 0.49999 } }).reason).toContain(
      "p-value in the vault 0.49999, below 0.5 (",
    );
  });

  it("must convince more the more sessions it had, and the reason counts them", () => {
    const second = decide({ earlierSessions: 1, positiveMeanProbability: 0.98 });
    expect(second.kind).toBe("promote");
    expect(second.reason).toContain("98.00 %, at least 97.50 % (session 2 of this strategy)");
    expect(decide({ earlierSessions: 4, positiveMeanProbability: 0.98 })).toEqual({
      kind: "hold",
      reason:
        "Hold: probability of a positive mean daily return 98.00 %, at least 99.00 % (session 5 of this strategy).",
    });
  });

  it("may win less often than in research by chance, but not by more than two standard errors", () => {
    // 25 round trips at 56 %: one standard error is sqrt(0.56 x 0.44 / 25) = 9.928 %, the limit 36.145 %.
    expect(decide({}, { winRate: 0.3615 }).kind).toBe("promote");
    expect(decide({}, { winRate: 0.3614 })).toEqual({
      kind: "hold",
      reason: "Hold: win rate 36.140 %, at least 36.145 % (research 56.00 % less 2 standard errors).",
    });
    // Four times the evidence halves the slack: the limit is 46.07 %.
    expect(decide({}, { winRate: 0.45, trades: 100 }).kind).toBe("hold");
    expect(decide({}, { winRate: 0.47, trades: 100 }).kind).toBe("promote");
  });

  it("is held when research recorded no win rate to compare with", () => {
    expect(decide({ researchWinRate: null })).toMatchObject({
      kind: "hold",
      reason: expect.stringContaining("cannot be compared"),
    });
  });

  it("is retired beyond the drawdown limit, however short the evidence", () => {
    expect(decide({ days: 3 }, { maxDrawdown: 0.201, trades: 0 })).toEqual({
      kind: "retire",
      reason: "Retire: drawdown 20.10 % exceeds 20.00 %.",
    });
    expect(decide({}, { maxDrawdown: 0.2 }).kind).toBe("hold");
  });

  it("is retired when its mean is clearly negative, once there are days enough to say so", () => {
    expect(decide({ positiveMeanProbability: 0.049 })).toEqual({
      kind: "retire",
      reason:
        "Retire: after 120 days (at least 60) the probability of a positive mean daily return is 4.90 %, below 5.00 %.",
    });
    expect(decide({ positiveMeanProbability: 0.05 }).kind).toBe("hold");
    expect(decide({ positiveMeanProbability: 0.01, days: 59 }).kind).toBe("hold");
  });

  it("is retired when it failed, whatever it earned before", () => {
    const decision = decide({ fault: "strategy.trap: unreachable" });
    expect(decision).toMatchObject({ kind: "retire", reason: expect.stringContaining("strategy.trap: unreachable") });
  });

  it("is never demoted, and never promoted on less than every threshold", () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    const evidence = fc.record({
      days: fc.integer({ min: 0, max: 200 }),
      trades: fc.integer({ min: 0, max: 60 }),
      sharpe: fc.option(fc.double({ min: -3, max: 3, noNaN: true })),
      maxDrawdown: fc.double({ min: 0, max: 0.4, noNaN: true }),
      winRate: fc.option(ratio),
      positiveMeanProbability: fc.option(ratio),
      researchWinRate: fc.option(ratio),
    });
    fc.assert(
      fc.property(evidence, ({ days, positiveMeanProbability, researchWinRate, ...metrics }) => {
        const decision = decide({ days, positiveMeanProbability, researchWinRate }, metrics);
        expect(decision.kind).not.toBe("demote");
        if (decision.kind !== "promote") return;
        expect(days).toBeGreaterThanOrEqual(60);
        expect(metrics.trades).toBeGreaterThanOrEqual(20);
        expect(metrics.sharpe).toBeGreaterThanOrEqual(1);
        expect(metrics.maxDrawdown).toBeLessThanOrEqual(0.15);
        expect(positiveMeanProbability).toBeGreaterThanOrEqual(0.95);
        expect(researchWinRate).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a strategy that trades live", () => {
  it("is held while it breaks no limit: nothing promotes it further", () => {
    expect(decide({ stage: "live" })).toEqual({
      kind: "hold",
      reason: "Hold: live for 120 days, drawdown 6.00 %, no limit broken.",
    });
  });

  it("goes back to paper on a drawdown beyond what a promotion allows", () => {
    expect(decide({ stage: "live", days: 1 }, { maxDrawdown: 0.16 })).toEqual({
      kind: "demote",
      to: "paper",
      reason: "Demote to paper: drawdown 16.00 % exceeds 15.00 %.",
    });
  });

  it("goes back to paper when its mean is clearly negative", () => {
    const decision = decide({ stage: "live", positiveMeanProbability: 0.02 });
    expect(decision).toMatchObject({
      kind: "demote",
      to: "paper",
      reason: expect.stringContaining("2.00 %, below 5.00 %"),
    });
  });

  it("is demoted for good on a fault or a drawdown beyond which it would be retired", () => {
    expect(decide({ stage: "live" }, { maxDrawdown: 0.25 })).toMatchObject({ kind: "demote", to: "demoted" });
    expect(decide({ stage: "live", fault: "strategy.trap: x" })).toMatchObject({ kind: "demote", to: "demoted" });
  });
});
