import { DAY_MS, type Fill, HOLD_TARGET, type OrderIntent, StrategyFault } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { PLAIN } from "../testing/scripted-run.ts";
import { type RiskRule, TargetArraySession } from "../testing/target-array-session.ts";
import { BarEngine } from "./bar-engine.ts";

const HOLD = HOLD_TARGET;

/** An engine over scripted targets, with what it approved and filled. */
function scripted(targets: readonly number[], risk?: RiskRule) {
  const approved: OrderIntent[] = [];
  const fills: Fill[] = [];
  const engine = new BarEngine(new TargetArraySession(targets, risk), PLAIN, {
    approved: (intent) => void approved.push(intent),
    refused() {},
    filled: (fill) => void fills.push(fill),
  });
  const step = (day: number, price: number): void => engine.step(day * DAY_MS, price, price, price, price, 1);
  return { engine, approved, fills, step };
}

describe("BarEngine: flat by request", () => {
  it("closes a long and a short position at the next open", () => {
    for (const [target, side] of [
      [1, "sell"],
      [-1, "buy"],
    ] as const) {
      const { engine, fills, step } = scripted([target, HOLD, HOLD]);
      step(0, 100);
      step(1, 100);
      engine.requestFlat(DAY_MS, 100);
      expect(engine.position).toBe(10 * target);
      step(2, 90);
      expect(engine.position).toBe(0);
      expect(fills.at(-1)).toMatchObject({ purpose: "exit", side, price: 90, quantity: 10, positionAfter: 0 });
    }
  });

  it("closes after a step that threw over a bad target, and keeps the fill of that step", () => {
    const { engine, fills, step } = scripted([1, 1.5, HOLD]);
    step(0, 100);
    expect(() => step(1, 100)).toThrow(StrategyFault);
    expect(fills).toHaveLength(1);
    engine.requestFlat(DAY_MS, 100);
    step(2, 110);
    expect(engine.equity).toBe(1_100);
    expect(engine.position).toBe(0);
  });

  it("does nothing when nothing is held", () => {
    const { engine, approved, step } = scripted([HOLD, HOLD]);
    step(0, 100);
    engine.requestFlat(0, 100);
    step(1, 100);
    expect(approved).toEqual([]);
    expect(engine.position).toBe(0);
  });

  it("leaves no protective order behind", () => {
    const { engine, fills, step } = scripted([1, HOLD, HOLD, HOLD], () => ({ stopLoss: 50, takeProfit: 200 }));
    step(0, 100);
    step(1, 100);
    engine.requestFlat(DAY_MS, 100);
    step(2, 100);
    step(3, 40);
    expect(fills.map(({ purpose }) => purpose)).toEqual(["entry", "exit"]);
  });
});
