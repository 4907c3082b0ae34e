import { describe, expect, it } from "vitest";
import { searchVerdict } from "./strategy-verdict.ts";

const BEST = { words: "fast = 10", sharpe: 1.234, sets: 20 };

function evidence(pValue: number | null, own: number | null, probability: number): Parameters<typeof searchVerdict>[1] {
  const figures = { overCash: pValue, overHolding: null };
  return {
    benchmark: "cash",
    everyTrial: { trials: 120, pValue, ...figures },
    theseSets: { trials: 20, pValue: own, ...figures },
    deflatedSharpe: { probability: null, luckySharpe: null, trials: 20 },
    overfitting: {
      splits: 252,
      probability,
      lossProbability: 0,
      medianLogit: 0,
      degradationSlope: 0,
      sets: 20,
      blocks: 10,
    },
  };
}

describe("the verdict on a search", () => {
  it("tells luck from what stands out, at the p-value asked for", () => {
    expect(searchVerdict(BEST, evidence(0.02, 0.01, 0.1), 0.03)).toMatch(
      /^The best of 20 sets is fast = 10, Sharpe ratio 1\.23\. .* 2 % of searches with the 120 trials .*p = 0\.02 \(p = 0\.01 if only the 20 sets.*stands out from luck on these bars\. In 10 % of 252/,
    );
    expect(searchVerdict(BEST, evidence(0.04, 0.01, 0.1), 0.03)).toContain(
      "above the 0.03 asked for, so it may well be luck",
    );
  });

  it("says when choosing is overfitting, and when there was nothing to weigh", () => {
    expect(searchVerdict(BEST, evidence(0.02, 0.01, 0.6), 0.03)).toMatch(/choosing among these sets is overfitting\.$/);
    expect(searchVerdict(BEST, evidence(null, null, 0.1), 0.03)).toContain("too few bets to be weighed against luck");
    expect(searchVerdict({ ...BEST, sharpe: null }, null, 0.03)).toMatch(/Sharpe ratio undefined\. It was not weighed/);
  });
});
