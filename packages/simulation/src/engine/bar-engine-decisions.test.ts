import {
  DAY_MS,
  drawdownLimitGuard,
  type Guard,
  HOLD_TARGET,
  maxPositionSizeGuard,
  RaraError,
  StrategyFault,
} from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { runScript, type ScriptedBar } from "../testing/scripted-run.ts";

const HOLD = HOLD_TARGET;
const flatBar = (target: number): ScriptedBar => [100, 100, 100, 100, target];

/** Refuses whatever it is asked, and counts. */
function refuseAll(): Guard & { asked: number } {
  return {
    name: "refuse-all",
    limit: 1,
    asked: 0,
    check() {
      this.asked++;
      return { kind: "refused", guard: this.name, limit: 1, actual: 2 };
    },
  };
}

describe("BarEngine: guards", () => {
  it("does not retry a refused entry until the target changes", () => {
    const guard = refuseAll();
    const { refused, fills } = runScript([1, 1, HOLD, 1, 0.5, 0.5].map(flatBar), { guards: [guard] });
    expect(guard.asked).toBe(2);
    expect(fills).toEqual([]);
    expect(
      refused.map(({ intent, guard: name, limit, actual }) => [intent.barOpenTimeMs, name, limit, actual]),
    ).toEqual([
      [0, "refuse-all", 1, 2],
      [4 * DAY_MS, "refuse-all", 1, 2],
    ]);
  });

  it("never asks a guard about an exit, so a flip whose entry is refused ends flat", () => {
    // Equity 1,000 at 100 buys 10. At a close of 80 equity is 800: 20 % below the peak, so entries are refused.
    const { fills, refused, position } = runScript([flatBar(1), [100, 100, 80, 80, -1], [80, 80, 80, 80, HOLD]], {
      guards: [drawdownLimitGuard(0.2)],
    });
    expect(fills.map(({ purpose }) => purpose)).toEqual(["entry", "exit"]);
    expect(position).toEqual([0, 10, 0]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({
      guard: "drawdown-limit",
      limit: 0.2,
      actual: 0.2,
      intent: {
        purpose: "entry",
        side: "sell",
        quantity: 10,
        positionBefore: 0,
        positionAfter: -10,
        referencePrice: 80,
      },
    });
  });

  it("never asks a guard about a reduction", () => {
    const guard = refuseAll();
    const guards: Guard[] = [];
    const bars = [flatBar(1), flatBar(0.5), flatBar(HOLD)];
    const { position } = runScript(bars, { guards });
    expect(position).toEqual([0, 10, 5]);
    const refusing = runScript(bars, { guards: [guard] });
    // Only the entries were asked: of the whole position, then (still flat) of the half one.
    expect(refusing.refused.map(({ intent }) => intent.positionAfter)).toEqual([10, 5]);
  });

  it("keeps the position when an increase is refused", () => {
    const { position, refused } = runScript([flatBar(0.5), flatBar(1), flatBar(HOLD)], {
      guards: [maxPositionSizeGuard(0.5)],
    });
    expect(position).toEqual([0, 5, 5]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ guard: "max-position-size", limit: 0.5, actual: 1 });
  });

  it("approves a position of exactly the limit", () => {
    const { refused, position } = runScript([flatBar(0.5), flatBar(HOLD)], { guards: [maxPositionSizeGuard(0.5)] });
    expect(refused).toEqual([]);
    expect(position).toEqual([0, 5]);
  });

  it("gives a refused intent a sequence number of its own", () => {
    const { refused, approved } = runScript([flatBar(1), flatBar(0.5), flatBar(HOLD)], {
      guards: [maxPositionSizeGuard(0.5)],
    });
    expect(refused.map(({ intent }) => intent.sequence)).toEqual([1]);
    expect(approved.map(({ sequence }) => sequence)).toEqual([2]);
  });
});

describe("BarEngine: which targets count", () => {
  it("ignores targets during the warm-up and acts on the first one after it, even an unchanged one", () => {
    const { fills, approved } = runScript([1, 1, 1, HOLD].map(flatBar), {}, undefined, 2);
    expect(approved.map(({ barOpenTimeMs }) => barOpenTimeMs)).toEqual([2 * DAY_MS]);
    expect(fills.map(({ barOpenTimeMs }) => barOpenTimeMs)).toEqual([3 * DAY_MS]);
  });

  it("ignores targets of bars that open before tradeFromMs", () => {
    const { approved } = runScript([1, 1, 1, HOLD].map(flatBar), { tradeFromMs: DAY_MS });
    expect(approved.map(({ barOpenTimeMs }) => barOpenTimeMs)).toEqual([DAY_MS]);
    const late = runScript([1, 1, 1, HOLD].map(flatBar), { tradeFromMs: DAY_MS + 1 });
    expect(late.approved.map(({ barOpenTimeMs }) => barOpenTimeMs)).toEqual([2 * DAY_MS]);
  });

  it("does not remember a warm-up target: hold right after the warm-up stays flat", () => {
    expect(runScript([1, 1, HOLD, HOLD].map(flatBar), {}, undefined, 2).approved).toEqual([]);
  });

  it("takes hold for no change, also between two different targets", () => {
    const { position } = runScript([1, HOLD, 0, HOLD].map(flatBar));
    expect(position).toEqual([0, 10, 10, 0]);
  });

  it.each([NaN, Infinity, -Infinity, 1.000001, -1.000001, 3, -2])("faults on a target of %s", (target) => {
    let caught: unknown;
    try {
      runScript([flatBar(0), flatBar(target)]);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(StrategyFault);
    const fault = caught as StrategyFault;
    expect(fault.kind).toBe("bad-target");
    expect(fault.place.barIndex).toBe(1);
    expect(fault.message).toContain(String(target));
  });

  it.each([-1, 1, 0, -0, 5e-324])("accepts a target of %s", (target) => {
    expect(() => runScript([flatBar(target), flatBar(HOLD)])).not.toThrow();
  });

  it("buys nothing at a close that is not positive", () => {
    expect(runScript([[1, 1, 0, 0, 1], flatBar(HOLD)]).approved).toEqual([]);
  });
});

describe("BarEngine: ruin and bad data", () => {
  it("liquidates at the close when equity reaches 0, and trades no more", () => {
    // Short 10 from 100 with 1,000: cash 2,000. At 200 equity is 2,000 - 2,000 = 0.
    const { fills, approved, equity, engine, session } = runScript([
      flatBar(-1),
      [100, 200, 100, 200, HOLD],
      [50, 50, 50, 50, 1],
      [50, 50, 50, 50, 0],
    ]);
    expect(
      fills.map(({ purpose, price, quantity, barOpenTimeMs }) => [purpose, price, quantity, barOpenTimeMs]),
    ).toEqual([
      ["entry", 100, 10, DAY_MS],
      ["liquidation", 200, 10, DAY_MS],
    ]);
    expect(equity).toEqual([1_000, 0, 0, 0]);
    expect(engine.ruined).toBe(true);
    expect(engine.barsInPosition).toBe(0);
    expect(approved.map(({ purpose }) => purpose)).toEqual(["entry", "liquidation"]);
    expect(session.calls.findLast(({ kind }) => kind === "position")).toEqual({
      kind: "position",
      size: 0,
      entryPrice: 0,
    });
  });

  it("pays slippage and fee on a liquidation and may end below 0", () => {
    // Entry at 100 x 0.99 = 99: cash 1,000 + 990 - 0.99 = 1,989.01. At 250: equity -510.99; bought at 252.5: - 2,525 - 2.525.
    const { equity } = runScript([flatBar(-1), [100, 250, 100, 250, HOLD]], {
      costs: { feeBps: 10, slippageBps: 100 },
    });
    expect(equity[1]).toBeCloseTo(-538.515, 9);
  });

  it.each(["open", "high", "low", "close"] as const)("refuses a bar whose %s is missing", (name) => {
    const bar = { open: 100, high: 100, low: 100, close: 100, [name]: NaN };
    const run = () => runScript([flatBar(1), [bar.open, bar.high, bar.low, bar.close, HOLD]]);
    expect(run).toThrow(RaraError);
    expect(run).toThrow(/finite numbers.*NaN/);
  });
});
