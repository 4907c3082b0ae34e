import { columnsOf } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { heldCloses } from "./held-closes.ts";

const BARS = columnsOf(
  [100, 110, 56, 54].map((price, i) => ({
    openTimeMs: i * 10,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 1,
  })),
);

describe("holding an unadjusted series", () => {
  it("follows splits and puts dividends back in", () => {
    const split = { exTimeMs: 15, splitRatio: 2, dividendPerUnit: 0 };
    const dividend = { exTimeMs: 30, splitRatio: 1, dividendPerUnit: 5.4 };
    expect([...heldCloses(BARS, [split, dividend])]).toEqual([100, 110, 112, (2 + 10.8 / 54) * 54]);
  });

  it("knows nothing of what happened before the first bar", () => {
    const before = { exTimeMs: 0, splitRatio: 2, dividendPerUnit: 3 };
    expect([...heldCloses(BARS, [before])]).toEqual([...BARS.close]);
    expect(heldCloses(BARS, [])).toBe(BARS.close);
  });
});
