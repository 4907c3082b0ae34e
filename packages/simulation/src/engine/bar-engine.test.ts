import { DAY_MS, HOLD_TARGET } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { runScript, type ScriptedBar } from "../testing/scripted-run.ts";

const HOLD = HOLD_TARGET;

// 10 bp fee and 50 bp slippage, on a capital of 10,000 in whole units.
const COSTLY = { capital: 10_000, costs: { feeBps: 10, slippageBps: 50 } };

function barsAt300(target: number): readonly ScriptedBar[] {
  return [
    [300, 300, 300, 300, target],
    [300, 300, 300, 300, HOLD],
  ];
}

describe("BarEngine: fills at the next bar's open", () => {
  it("buys and sells a long at the next open, slippage against it, a fee on each side", () => {
    const { fills, cash, equity, engine } = runScript(
      [
        [100, 101, 99, 100, 1],
        [102, 105, 101, 104, HOLD],
        [104, 107, 103, 106, 0],
        [110, 111, 89, 90, 0],
      ],
      COSTLY,
    );
    // Bar 0 sizes 10,000 / 100 = 100 units. Bar 1 buys at 102 x 1.005 = 102.51: notional 10,251, fee 10.251.
    // Bar 3 sells at 110 x 0.995 = 109.45: notional 10,945, fee 10.945, profit (109.45 - 102.51) x 100 = 694.
    expect(fills).toEqual([
      {
        sequence: 1,
        barOpenTimeMs: 86_400_000,
        side: "buy",
        purpose: "entry",
        quantity: 100,
        price: expect.closeTo(102.51, 9),
        feeQuote: expect.closeTo(10.251, 9),
        realizedPnlQuote: 0,
        positionAfter: 100,
      },
      {
        sequence: 2,
        barOpenTimeMs: 259_200_000,
        side: "sell",
        purpose: "exit",
        quantity: 100,
        price: expect.closeTo(109.45, 9),
        feeQuote: expect.closeTo(10.945, 9),
        realizedPnlQuote: expect.closeTo(694, 9),
        positionAfter: 0,
      },
    ]);
    // Cash after the purchase: 10,000 - 10,251 - 10.251 = -261.251. After the sale: + 10,945 - 10.945 = 10,672.804.
    expect(cash[1]).toBeCloseTo(-261.251, 9);
    expect(cash[3]).toBeCloseTo(10_672.804, 9);
    // Marks: -261.251 + 100 x 104 = 10,138.749; at 106: 10,338.749.
    expect(equity[0]).toBe(10_000);
    expect(equity[1]).toBeCloseTo(10_138.749, 9);
    expect(equity[2]).toBeCloseTo(10_338.749, 9);
    expect(equity[3]).toBeCloseTo(10_672.804, 9);
    expect(engine.peakEquity).toBeCloseTo(10_672.804, 9);
    expect(engine.tradedNotional).toBeCloseTo(21_196, 9);
    expect(engine.barsInPosition).toBe(2);
    expect(engine.barsProcessed).toBe(4);
  });

  it("sells and buys back a short the same way", () => {
    const { fills, cash, equity, position } = runScript(
      [
        [100, 101, 99, 100, -1],
        [98, 99, 94, 95, 0],
        [90, 91, 89, 90, 0],
      ],
      COSTLY,
    );
    // Bar 1 sells 100 at 98 x 0.995 = 97.51: notional 9,751, fee 9.751, cash 10,000 + 9,751 - 9.751 = 19,741.249.
    // Bar 2 buys at 90 x 1.005 = 90.45: notional 9,045, fee 9.045, profit (97.51 - 90.45) x 100 = 706.
    expect(fills.map(({ side, purpose, quantity }) => [side, purpose, quantity])).toEqual([
      ["sell", "entry", 100],
      ["buy", "exit", 100],
    ]);
    expect(fills[0]?.price).toBeCloseTo(97.51, 9);
    expect(fills[1]?.price).toBeCloseTo(90.45, 9);
    expect(fills[1]?.realizedPnlQuote).toBeCloseTo(706, 9);
    expect(position).toEqual([0, -100, 0]);
    expect(cash[1]).toBeCloseTo(19_741.249, 9);
    // Mark at 95: 19,741.249 - 9,500 = 10,241.249. End: 19,741.249 - 9,045 - 9.045 = 10,687.204.
    expect(equity[1]).toBeCloseTo(10_241.249, 9);
    expect(equity[2]).toBeCloseTo(10_687.204, 9);
  });

  it("flips by an exit and an entry at the same open, the entry sized by the equity at the signal's close", () => {
    const { fills, approved, equity, cash, position, session } = runScript([
      [100, 100, 100, 100, 1],
      [100, 110, 100, 110, -1],
      [120, 121, 114, 115, HOLD],
    ]);
    // Equity at the signal is 10 x 110 = 1,100, so the short is 1,100 / 110 = 10 units.
    // At 120: sell 10 (profit 200, cash 1,200), sell 10 short (cash 2,400). Mark at 115: 2,400 - 1,150 = 1,250.
    expect(
      approved.map(({ sequence, purpose, side, positionBefore, positionAfter }) => ({
        sequence,
        purpose,
        side,
        positionBefore,
        positionAfter,
      })),
    ).toEqual([
      { sequence: 1, purpose: "entry", side: "buy", positionBefore: 0, positionAfter: 10 },
      { sequence: 2, purpose: "exit", side: "sell", positionBefore: 10, positionAfter: 0 },
      { sequence: 3, purpose: "entry", side: "sell", positionBefore: 0, positionAfter: -10 },
    ]);
    expect(
      fills.slice(1).map(({ purpose, price, realizedPnlQuote, barOpenTimeMs }) => ({
        purpose,
        price,
        realizedPnlQuote,
        barOpenTimeMs,
      })),
    ).toEqual([
      { purpose: "exit", price: 120, realizedPnlQuote: 200, barOpenTimeMs: 2 * DAY_MS },
      { purpose: "entry", price: 120, realizedPnlQuote: 0, barOpenTimeMs: 2 * DAY_MS },
    ]);
    expect(position).toEqual([0, 10, -10]);
    expect(cash).toEqual([1_000, 0, 2_400]);
    expect(equity).toEqual([1_000, 1_100, 1_250]);
    // The session hears the net result of the open once.
    expect(session.calls.filter(({ kind }) => kind === "position")).toEqual([
      { kind: "position", size: 10, entryPrice: 100 },
      { kind: "position", size: -10, entryPrice: 120 },
    ]);
  });

  it("adds to and takes from a position when the strength changes, at an average entry price", () => {
    const { fills, equity, cash, position, engine } = runScript([
      [100, 100, 100, 100, 0.5],
      [100, 100, 100, 100, 1],
      [110, 120, 110, 120, 0.25],
      [130, 130, 130, 130, HOLD],
    ]);
    // 5 units at 100, then 10 - 5 = 5 more at 110: average 105, cash -50. Equity at 120 is 1,150.
    // A quarter of 1,150 / 120 is 2.395…, so 2 stay: 8 sold at 130 book (130 - 105) x 8 = 200, cash 990.
    expect(
      fills.map(({ side, purpose, quantity, price, realizedPnlQuote, positionAfter }) => [
        side,
        purpose,
        quantity,
        price,
        realizedPnlQuote,
        positionAfter,
      ]),
    ).toEqual([
      ["buy", "entry", 5, 100, 0, 5],
      ["buy", "entry", 5, 110, 0, 10],
      ["sell", "exit", 8, 130, 200, 2],
    ]);
    expect(cash).toEqual([1_000, 500, -50, 990]);
    expect(equity).toEqual([1_000, 1_000, 1_150, 1_250]);
    expect(position).toEqual([0, 5, 10, 2]);
    expect(engine.entryPrice).toBe(105);
  });

  it("does not rebalance for drift: the same target again, or hold, does nothing", () => {
    const { fills } = runScript([
      [100, 100, 100, 100, 0.5],
      [100, 150, 100, 150, 0.5],
      [150, 300, 150, 300, HOLD],
      [300, 300, 20, 20, 0.5],
      [20, 20, 20, 20, HOLD],
    ]);
    expect(fills).toHaveLength(1);
  });

  it("closes nothing at the last bar: a pending target never fills and open profit is marked", () => {
    const { fills, equity, approved } = runScript([
      [100, 100, 100, 100, 1],
      [100, 125, 100, 125, 0],
    ]);
    expect(fills).toHaveLength(1);
    expect(approved.map(({ purpose }) => purpose)).toEqual(["entry", "exit"]);
    expect(equity).toEqual([1_000, 1_250]);
  });

  it("leaves exactly nothing behind in lots of 0.001, where sums of float64 quantities would not", () => {
    const { position, fills, engine } = runScript(
      [
        [100, 100, 100, 100, 0.1],
        [100, 100, 100, 100, 0.3],
        [100, 100, 100, 100, 0.6],
        [100, 100, 100, 100, 0],
        [100, 100, 100, 100, HOLD],
      ],
      { capital: 100, sizing: { equityFraction: 1, lotsPerUnit: 1_000 } },
    );
    // 0.1 + 0.2 is 0.30000000000000004 in float64 and 0.1 + 0.2 + 0.3 is 0.6000000000000001; in lots it is 600.
    expect(position).toEqual([0, 0.1, 0.3, 0.6, 0]);
    expect(fills.map(({ quantity }) => quantity)).toEqual([0.1, 0.2, 0.3, 0.6]);
    expect(engine.entryPrice).toBe(0);
    expect(engine.cash).toBeCloseTo(100, 12);
  });

  it("rounds a position toward zero on both sides", () => {
    expect(runScript(barsAt300(1)).position).toEqual([0, 3]);
    expect(runScript(barsAt300(-1)).position).toEqual([0, -3]);
    expect(runScript(barsAt300(0.2)).approved).toEqual([]);
  });

  it("remembers the fill price itself as the entry price", () => {
    // Computed as an average it would be 0.1 x 1.4 / 0.1, which is 1.3999999999999997 in float64.
    const { engine, fills } = runScript(
      [
        [1, 1, 1, 1, 0.1],
        [1.4, 1.4, 1.4, 1.4, HOLD],
      ],
      { capital: 1, sizing: { equityFraction: 1, lotsPerUnit: 10 } },
    );
    expect(fills[0]?.price).toBe(1.4);
    expect(engine.entryPrice).toBe(1.4);
  });
});
