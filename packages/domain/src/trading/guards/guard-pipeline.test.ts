import { describe, expect, it } from "vitest";
import type { OrderIntent, OrderPurpose } from "../order.ts";
import { drawdownLimitGuard } from "./drawdown-limit.ts";
import { runGuards } from "./guard-pipeline.ts";
import type { Guard } from "./guard.ts";
import { maxPositionSizeGuard } from "./max-position-size.ts";

const ACCOUNT = { equity: 1_000, peakEquity: 1_000 };

function intent(positionAfter: number, purpose: OrderPurpose = "entry"): OrderIntent {
  return {
    sequence: 1,
    barOpenTimeMs: 0,
    side: positionAfter > 0 ? "buy" : "sell",
    purpose,
    quantity: Math.abs(positionAfter),
    referencePrice: 100,
    positionBefore: 0,
    positionAfter,
  };
}

/** A guard that notes that it was asked, and answers as told. */
function noting(name: string, refuses: boolean, asked: string[]): Guard {
  return {
    name,
    limit: 1,
    check() {
      asked.push(name);
      return refuses ? { kind: "refused", guard: name, limit: 1, actual: 2 } : { kind: "approved" };
    },
  };
}

describe("runGuards", () => {
  it("asks in order and returns the first refusal", () => {
    const asked: string[] = [];
    const guards = [noting("a", false, asked), noting("b", true, asked), noting("c", true, asked)];
    expect(runGuards(guards, intent(5), ACCOUNT)).toEqual({ kind: "refused", guard: "b", limit: 1, actual: 2 });
    expect(asked).toEqual(["a", "b"]);
  });

  it("approves when every guard does, and without guards", () => {
    expect(runGuards([noting("a", false, [])], intent(5), ACCOUNT)).toEqual({ kind: "approved" });
    expect(runGuards([], intent(5), ACCOUNT)).toEqual({ kind: "approved" });
  });

  it.each(["exit", "stop-loss", "take-profit", "liquidation"] as const)("never asks about a %s", (purpose) => {
    const asked: string[] = [];
    expect(runGuards([noting("a", true, asked)], intent(5, purpose), ACCOUNT)).toEqual({ kind: "approved" });
    expect(asked).toEqual([]);
  });
});

describe("maxPositionSizeGuard", () => {
  it.each([5, -5, 4, -4])("approves a position of %s units at 100 on a limit of half of 1,000", (positionAfter) => {
    expect(maxPositionSizeGuard(0.5).check(intent(positionAfter), ACCOUNT).kind).toBe("approved");
  });

  it.each([
    [5.000_001, 0.5000001],
    [-6, 0.6],
    [10, 1],
  ])("refuses a position of %s units and says how large it would be", (positionAfter, actual) => {
    expect(maxPositionSizeGuard(0.5).check(intent(positionAfter), ACCOUNT)).toEqual({
      kind: "refused",
      guard: "max-position-size",
      limit: 0.5,
      actual: expect.closeTo(actual, 12),
    });
  });

  it("looks at the whole position after the fill, not at the order", () => {
    const increase: OrderIntent = { ...intent(6), positionBefore: 5, quantity: 1 };
    expect(maxPositionSizeGuard(0.5).check(increase, ACCOUNT).kind).toBe("refused");
  });

  it("approves an order that equals the limit but for rounding", () => {
    // 0.07 x 100 / 1,000 is 0.007000000000000001 in float64.
    expect((0.07 * 100) / 1_000).toBeGreaterThan(0.007);
    expect(maxPositionSizeGuard(0.007).check(intent(0.07), ACCOUNT).kind).toBe("approved");
  });

  it.each([0, -100])("refuses everything on an equity of %s", (equity) => {
    expect(maxPositionSizeGuard(0.5).check(intent(0.001), { equity, peakEquity: 1_000 })).toMatchObject({
      kind: "refused",
      actual: Infinity,
    });
  });
});

describe("drawdownLimitGuard", () => {
  it.each([
    [90, 100, 0.1],
    [80, 100, 0.2],
    [85, 100, 0.15],
    [70_000, 100_000, 0.3],
    [99_900, 111_000, 0.1],
  ])("refuses at exactly the limit: %s of a peak of %s against %s", (equity, peakEquity, limit) => {
    expect(drawdownLimitGuard(limit).check(intent(1), { equity, peakEquity })).toEqual({
      kind: "refused",
      guard: "drawdown-limit",
      limit,
      actual: limit,
    });
  });

  it("approves just above it, and at the peak", () => {
    const guard = drawdownLimitGuard(0.1);
    expect(guard.check(intent(1), { equity: 90.000_001, peakEquity: 100 }).kind).toBe("approved");
    expect(guard.check(intent(1), { equity: 100, peakEquity: 100 }).kind).toBe("approved");
  });

  it("refuses when there is no peak to stand below", () => {
    expect(drawdownLimitGuard(0.5).check(intent(1), { equity: -1, peakEquity: 0 })).toMatchObject({ actual: 1 });
  });
});
