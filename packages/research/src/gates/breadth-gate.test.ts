import { describe, expect, it } from "vitest";
import { breadthGate } from "./breadth-gate.ts";

const thresholds = { breadthShare: 0.003 };

describe("breadthGate", () => {
  it("refuses what a search found once, and passes what it found in several ways", () => {
    expect(breadthGate(2, 1_000, thresholds)).toEqual({
      gate: "breadth",
      passed: false,
      threshold: 3,
      actual: 2,
      reason: "In this search 2 rules of 1000 passed the reality check, fewer than 3.",
    });
    expect(breadthGate(3, 1_000, thresholds)).toMatchObject({ passed: true, threshold: 3, actual: 3 });
  });

  it("asks for more ways the longer the search, and for three at least", () => {
    expect(breadthGate(2, 50, thresholds)).toMatchObject({ passed: false, threshold: 3 });
    expect(breadthGate(3, 50, thresholds)).toMatchObject({ passed: true, threshold: 3 });
    expect(breadthGate(1, 50, { breadthShare: 0 })).toMatchObject({ passed: true, threshold: 0 });
    expect(breadthGate(29, 10_000, thresholds)).toMatchObject({ passed: false, threshold: 30 });
  });
});
