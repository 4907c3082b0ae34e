import { HOLD_TARGET, StrategyFault } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { runScript, type ScriptedBar } from "../testing/scripted-run.ts";
import { riskAtDistance } from "../testing/target-array-session.ts";

const HOLD = HOLD_TARGET;
const QUIET: ScriptedBar = [100, 100, 100, 100, HOLD];
/** Long from 100: stop-loss 95, take-profit 110. Short from 100: stop-loss 105, take-profit 90. */
const RISK = riskAtDistance(5, 10);

/** Enters 10 units at 100 on bar 1, with bar 1 and 2 as given, and returns the protective fill of each run, if any. */
function protectiveFill(side: 1 | -1, entryBar: ScriptedBar, next: ScriptedBar = QUIET) {
  const run = runScript([[100, 100, 100, 100, side], entryBar, next], {}, RISK);
  const [, exit] = run.fills;
  return (
    exit && {
      bar: exit.barOpenTimeMs / 86_400_000,
      purpose: exit.purpose,
      price: exit.price,
      pnl: exit.realizedPnlQuote,
    }
  );
}

describe("BarEngine: stop-loss and take-profit", () => {
  it.each([
    ["a long stops at its level", 1, [98, 99, 94, 97], { purpose: "stop-loss", price: 95, pnl: -50 }],
    ["a long stops when its level is only touched", 1, [98, 99, 95, 97], { purpose: "stop-loss", price: 95, pnl: -50 }],
    ["a long takes profit at its level", 1, [105, 111, 104, 106], { purpose: "take-profit", price: 110, pnl: 100 }],
    [
      "a long that gaps through its stop fills at the open",
      1,
      [90, 96, 85, 95],
      { purpose: "stop-loss", price: 90, pnl: -100 },
    ],
    [
      "a long that gaps through its take-profit fills at the open",
      1,
      [115, 120, 112, 118],
      { purpose: "take-profit", price: 115, pnl: 150 },
    ],
    [
      "a long stops first when both levels were touched",
      1,
      [100, 112, 94, 110],
      { purpose: "stop-loss", price: 95, pnl: -50 },
    ],
    [
      "a long that gaps through its take-profit is out before the low",
      1,
      [115, 120, 80, 90],
      { purpose: "take-profit", price: 115, pnl: 150 },
    ],
    ["a short stops at its level", -1, [102, 106, 101, 103], { purpose: "stop-loss", price: 105, pnl: -50 }],
    [
      "a short stops when its level is only touched",
      -1,
      [102, 105, 101, 103],
      { purpose: "stop-loss", price: 105, pnl: -50 },
    ],
    ["a short takes profit at its level", -1, [95, 96, 89, 94], { purpose: "take-profit", price: 90, pnl: 100 }],
    [
      "a short that gaps through its stop fills at the open",
      -1,
      [112, 115, 104, 106],
      { purpose: "stop-loss", price: 112, pnl: -120 },
    ],
    [
      "a short that gaps through its take-profit fills at the open",
      -1,
      [85, 88, 80, 84],
      { purpose: "take-profit", price: 85, pnl: 150 },
    ],
    [
      "a short stops first when both levels were touched",
      -1,
      [100, 106, 88, 92],
      { purpose: "stop-loss", price: 105, pnl: -50 },
    ],
    [
      "a short that gaps through its take-profit is out before the high",
      -1,
      [85, 120, 80, 110],
      { purpose: "take-profit", price: 85, pnl: 150 },
    ],
  ] as const)("%s", (_name, side, [open, high, low, close], expected) => {
    expect(protectiveFill(side, QUIET, [open, high, low, close, HOLD])).toEqual({ bar: 2, ...expected });
  });

  it.each([
    ["a long's stop", 1, [100, 104, 94, 96], { purpose: "stop-loss", price: 95, pnl: -50 }],
    ["a long's take-profit", 1, [100, 111, 96, 109], { purpose: "take-profit", price: 110, pnl: 100 }],
    [
      "a long's stop first when both were touched",
      1,
      [100, 112, 94, 109],
      { purpose: "stop-loss", price: 95, pnl: -50 },
    ],
    ["a short's stop", -1, [100, 106, 96, 104], { purpose: "stop-loss", price: 105, pnl: -50 }],
    ["a short's take-profit", -1, [100, 104, 89, 91], { purpose: "take-profit", price: 90, pnl: 100 }],
    [
      "a short's stop first when both were touched",
      -1,
      [100, 106, 88, 91],
      { purpose: "stop-loss", price: 105, pnl: -50 },
    ],
  ] as const)("works on the entry bar too: %s", (_name, side, [open, high, low, close], expected) => {
    expect(protectiveFill(side, [open, high, low, close, HOLD])).toEqual({ bar: 1, ...expected });
  });

  it.each([
    ["a long above its stop by a hair", 1, [98, 109.99, 95.01, 97]],
    ["a short below its stop by a hair", -1, [98, 104.99, 90.01, 97]],
  ] as const)("does nothing to %s", (_name, side, [open, high, low, close]) => {
    expect(protectiveFill(side, QUIET, [open, high, low, close, HOLD])).toBeUndefined();
  });

  it("lets a stop pay slippage and a take-profit not, and both the fee", () => {
    const costs = { feeBps: 10, slippageBps: 50 };
    // Entry at 100 x 1.005 = 100.5: stop at 95.5, fill at 95.5 x 0.995 = 95.0225; take-profit at 110.5, fill there.
    const stop = runScript([[100, 100, 100, 100, 1], QUIET, [98, 99, 90, 97, HOLD]], { costs }, RISK);
    expect(stop.fills[1]?.price).toBeCloseTo(95.0225, 9);
    expect(stop.fills[1]?.feeQuote).toBeCloseTo(0.950225, 9);
    // Cash: 1,000 - 1,005 - 1.005 + 950.225 - 0.950225 = 943.269775.
    expect(stop.engine.cash).toBeCloseTo(943.269775, 9);
    const profit = runScript([[100, 100, 100, 100, 1], QUIET, [105, 112, 104, 106, HOLD]], { costs }, RISK);
    expect(profit.fills[1]?.price).toBeCloseTo(110.5, 9);
    expect(profit.fills[1]?.feeQuote).toBeCloseTo(1.105, 9);
    // A short's stop buys: entry 99.5, stop 104.5, fill at 104.5 x 1.005 = 105.0225.
    const short = runScript([[100, 100, 100, 100, -1], QUIET, [102, 110, 101, 103, HOLD]], { costs }, RISK);
    expect(short.fills[1]?.price).toBeCloseTo(105.0225, 9);
  });

  it("stays flat after a stop-loss until the target changes", () => {
    const { fills, position } = runScript(
      [
        [100, 100, 100, 100, 1],
        [100, 101, 94, 100, 1],
        [100, 100, 100, 100, HOLD],
        [100, 100, 100, 100, 1],
        [100, 100, 100, 100, 0.5],
        [100, 100, 100, 100, HOLD],
      ],
      {},
      RISK,
    );
    expect(fills.map(({ purpose }) => purpose)).toEqual(["entry", "stop-loss", "entry"]);
    // 950 are left: half of it buys 4.75, so 4 units.
    expect(position).toEqual([0, 0, 0, 0, 0, 4]);
  });

  it("stays flat after a take-profit until the target changes, and a flat target sends no order", () => {
    const { fills, approved } = runScript(
      [[100, 100, 100, 100, 1], [100, 111, 99, 100, 1], QUIET, [100, 100, 100, 100, 0], [100, 100, 100, 100, 1], QUIET],
      {},
      RISK,
    );
    expect(fills.map(({ purpose }) => purpose)).toEqual(["entry", "take-profit", "entry"]);
    expect(approved.some(({ purpose }) => purpose === "exit")).toBe(false);
  });

  it("fills a pending exit at the open before the stop can see the bar", () => {
    const { fills } = runScript(
      [
        [100, 100, 100, 100, 1],
        [100, 100, 100, 100, 0],
        [90, 90, 90, 90, HOLD],
      ],
      {},
      RISK,
    );
    expect(fills.map(({ purpose, price }) => [purpose, price])).toEqual([
      ["entry", 100],
      ["exit", 90],
    ]);
  });

  it("asks for levels at every entry fill, with the average entry price, and not at a reduction", () => {
    const { session, approved } = runScript(
      [
        [100, 100, 100, 100, 0.5],
        [100, 100, 100, 100, 1],
        [104, 104, 104, 104, 0.5],
        [104, 104, 104, 104, HOLD],
      ],
      {},
      RISK,
    );
    // 5 at 100 and 5 at 104: average 102.
    expect(session.calls.filter(({ kind }) => kind === "risk")).toEqual([
      { kind: "risk", side: 1, entryPrice: 100 },
      { kind: "risk", side: 1, entryPrice: 102 },
    ]);
    expect(
      approved
        .filter(({ purpose }) => purpose === "stop-loss")
        .map(({ referencePrice, quantity }) => [referencePrice, quantity]),
    ).toEqual([
      [95, 5],
      [97, 10],
    ]);
  });

  it("replaces the levels when a position grows and closes all of it", () => {
    const { fills } = runScript(
      [
        [100, 100, 100, 100, 0.5],
        [100, 100, 100, 100, 1],
        [104, 104, 97, 104, HOLD],
      ],
      {},
      RISK,
    );
    expect(fills.at(-1)).toMatchObject({ purpose: "stop-loss", price: 97, quantity: 10, realizedPnlQuote: -50 });
  });

  it("keeps protecting what a reduction leaves", () => {
    const { fills } = runScript(
      [[100, 100, 100, 100, 1], [100, 100, 100, 100, 0.5], QUIET, [99, 99, 94, 94, HOLD]],
      {},
      RISK,
    );
    expect(fills.map(({ purpose, quantity, price }) => [purpose, quantity, price])).toEqual([
      ["entry", 10, 100],
      ["exit", 5, 100],
      ["stop-loss", 5, 95],
    ]);
  });

  it("tells the session in the order of events: levels, position, candle", () => {
    const { session } = runScript(
      [
        [100, 100, 100, 100, 1],
        [100, 101, 94, 100, HOLD],
      ],
      {},
      RISK,
    );
    expect(session.calls).toEqual([
      { kind: "candle", openTimeMs: 0 },
      { kind: "risk", side: 1, entryPrice: 100 },
      { kind: "position", size: 0, entryPrice: 0 },
      { kind: "candle", openTimeMs: 86_400_000 },
    ]);
  });

  it("tells the session of a stop that closes a position on a later bar", () => {
    const { session } = runScript([[100, 100, 100, 100, 1], QUIET, [100, 101, 94, 100, HOLD]], {}, RISK);
    expect(session.calls.slice(-3)).toEqual([
      { kind: "candle", openTimeMs: 86_400_000 },
      { kind: "position", size: 0, entryPrice: 0 },
      { kind: "candle", openTimeMs: 172_800_000 },
    ]);
  });

  it("fills each protective order under the number of the intent that rests", () => {
    const stop = runScript([[100, 100, 100, 100, 1], QUIET, [98, 99, 94, 97, HOLD]], {}, RISK);
    const profit = runScript([[100, 100, 100, 100, 1], QUIET, [105, 111, 104, 106, HOLD]], {}, RISK);
    expect(stop.approved.map(({ sequence, purpose, side }) => [sequence, purpose, side])).toEqual([
      [1, "entry", "buy"],
      [2, "stop-loss", "sell"],
      [3, "take-profit", "sell"],
    ]);
    expect(stop.fills.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(profit.fills.map(({ sequence }) => sequence)).toEqual([1, 3]);
  });

  it.each([
    ["no levels", 1, NaN, NaN],
    ["no levels", -1, NaN, NaN],
    ["a long's stop at 0, which no price falls to", 1, 0, NaN],
    ["a long's stop below 0", 1, -5, NaN],
    ["a short's take-profit at 0", -1, NaN, 0],
    ["a short's take-profit below 0", -1, NaN, -5],
  ] as const)("rests no order for %s", (_name, side, stopLoss, takeProfit) => {
    const { approved, fills } = runScript(
      [
        [100, 100, 100, 100, side],
        [100, 150, 1, 100, HOLD],
      ],
      {},
      () => ({
        stopLoss,
        takeProfit,
      }),
    );
    expect(approved.map(({ purpose }) => purpose)).toEqual(["entry"]);
    expect(fills).toHaveLength(1);
  });

  it.each([
    ["a short's stop at 0, which would be hit at once", -1, 0, NaN],
    ["a short's stop below 0", -1, -5, NaN],
    ["a long's take-profit below 0", 1, NaN, -5],
    ["an infinite stop", 1, -Infinity, NaN],
    ["an infinite stop", -1, Infinity, NaN],
    ["an infinite take-profit", 1, NaN, Infinity],
    ["an infinite take-profit", -1, NaN, -Infinity],
  ] as const)("faults on %s", (_name, side, stopLoss, takeProfit) => {
    const run = () =>
      runScript(
        [
          [100, 100, 100, 100, side],
          [100, 100, 100, 100, HOLD],
        ],
        {},
        () => ({ stopLoss, takeProfit }),
      );
    expect(run).toThrow(StrategyFault);
    expect(run).toThrow(/Expected a (stop-loss|take-profit) above 0 or NaN, found -?(\d|Infinity)/);
  });
});
