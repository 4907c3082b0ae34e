import { describe, expect, it } from "vitest";
import { breadthGate, type FoundRule } from "./breadth-gate.ts";

const thresholds = { breadthShare: 0.003, breadthPMax: 0.5 };
const found = (count: number, { bred = false, pValue = 0.3 }: Partial<FoundRule> = {}): readonly FoundRule[] =>
  Array.from({ length: count }, () => ({ bred, pValue }));

describe("breadthGate", () => {
  it("refuses what a search found a few times, and passes what it found in several ways", () => {
    const few = [...found(3), ...found(1, { pValue: 0.51 }), { bred: false, pValue: null }];
    expect(breadthGate(few, 1_200, thresholds)).toEqual({
      gate: "breadth",
      passed: false,
      threshold: 4,
      actual: 3,
      reason:
        "In this search 3 rules of 1200, bred from no other, passed their own gates with p of at most 0.5 in the reality check, fewer than 4.",
    });
    expect(breadthGate([...found(3), ...found(1, { pValue: 0.5 })], 1_200, thresholds)).toMatchObject({
      passed: true,
      actual: 4,
    });
  });

  it("counts nothing that was bred: a search crowds around luck as well", () => {
    const crowd = [...found(500, { bred: true, pValue: 0.001 }), ...found(2)];
    expect(breadthGate(crowd, 1_000, thresholds)).toMatchObject({ passed: false, threshold: 3, actual: 2 });
  });

  it("asks for more ways the longer the search, and for three at least", () => {
    expect(breadthGate(found(2), 50, thresholds)).toMatchObject({ passed: false, threshold: 3 });
    expect(breadthGate(found(3), 50, thresholds)).toMatchObject({ passed: true, threshold: 3 });
    expect(breadthGate(found(1), 50, { ...thresholds, breadthShare: 0 })).toMatchObject({ passed: true, threshold: 0 });
    expect(breadthGate(found(29), 10_000, thresholds)).toMatchObject({ passed: false, threshold: 30 });
  });
});
