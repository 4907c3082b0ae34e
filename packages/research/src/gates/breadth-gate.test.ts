import { describe, expect, it } from "vitest";
import { breadthGate } from "./breadth-gate.ts";

const thresholds = { breadthShare: 0.012, breadthPMax: 0.5 };
const several = (count: number, p = 0.3): readonly number[] => Array.from({ length: count }, () => p);

describe("breadthGate", () => {
  it("refuses what a search found a few times, and passes what it found in many ways", () => {
    expect(breadthGate([...several(11), 0.51, null], 1_000, thresholds)).toEqual({
      gate: "breadth",
      passed: false,
      threshold: 12,
      actual: 11,
      reason:
        "In this search 11 rules of 1000 passed their own gates with p of at most 0.5 in the reality check, fewer than 12.",
    });
    expect(breadthGate([...several(11), 0.5], 1_000, thresholds)).toMatchObject({ passed: true, actual: 12 });
  });

  it("asks for more ways the longer the search, and for three at least", () => {
    expect(breadthGate(several(2), 50, thresholds)).toMatchObject({ passed: false, threshold: 3 });
    expect(breadthGate(several(3), 50, thresholds)).toMatchObject({ passed: true, threshold: 3 });
    expect(breadthGate(several(1), 50, { ...thresholds, breadthShare: 0 })).toMatchObject({
      passed: true,
      threshold: 0,
    });
    expect(breadthGate(several(119), 10_000, thresholds)).toMatchObject({ passed: false, threshold: 120 });
  });
});
