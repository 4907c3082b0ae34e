import { DEFAULT_SIZING, sliceColumns } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { MomentumSession, walkBars } from "../testing/momentum-session.ts";
import { runWindow, type WindowMarket } from "./evaluate-window.ts";
import { parameterStability } from "./parameter-stability.ts";
import { closedAtEnd, stitchTests } from "./stitch-folds.ts";

const COSTS = { feeBps: 10, slippageBps: 20 };
const ENGINE = { capital: 100_000, costs: COSTS, sizing: DEFAULT_SIZING, guards: [], tradeFromMs: 0 };
const MARKET: WindowMarket = { candles: walkBars(300, "stitch"), calendar: "sessions", engine: ENGINE };

describe("test windows strung together", () => {
  it("pays fee and slippage for what is still held at the end of a window", () => {
    const run = runWindow(new MomentumSession(10), MARKET, { from: 50, to: 150 });
    const last = run.result.fills.at(-1);
    const close = run.candles.close.at(-1) ?? NaN;
    const closed = closedAtEnd(run, COSTS);
    const sold = closed.result.fills.at(-1);
    expect(last?.positionAfter).not.toBe(0);
    const held = Math.abs(last?.positionAfter ?? NaN);
    const slipped = (last?.positionAfter ?? 0) > 0 ? close * 0.998 : close * 1.002;
    expect(sold).toMatchObject({ quantity: held, positionAfter: 0 });
    expect(sold?.price).toBeCloseTo(slipped, 10);
    const paid = (run.result.equity.at(-1) ?? NaN) - (closed.result.equity.at(-1) ?? NaN);
    expect(paid).toBeCloseTo(held * close * 0.002 + held * slipped * 0.001, 6);
    // Every round trip is closed now, so they account for all of the profit.
    const profit = closed.result.roundTrips.reduce((sum, { pnlQuote }) => sum + pnlQuote, 0);
    expect(profit).toBeCloseTo((closed.result.equity.at(-1) ?? NaN) - ENGINE.capital, 6);
  });

  it("goes on with the equity that the window before ended with", () => {
    const first = closedAtEnd(runWindow(new MomentumSession(10), MARKET, { from: 50, to: 150 }), COSTS);
    const second = closedAtEnd(runWindow(new MomentumSession(20), MARKET, { from: 150, to: 300 }), COSTS);
    const stitched = stitchTests([first, second], ENGINE);
    expect(Array.from(stitched.openTimeMs)).toEqual(Array.from(sliceColumns(MARKET.candles, 50, 300).openTimeMs));
    const growth = [first, second].map(({ result }) => (result.equity.at(-1) ?? NaN) / ENGINE.capital);
    expect(stitched.equity.at(-1)).toBeCloseTo(ENGINE.capital * (growth[0] ?? NaN) * (growth[1] ?? NaN), 6);
    expect(stitched.fills).toBe(first.result.fills.length + second.result.fills.length);
    const profit = stitched.roundTrips.reduce((sum, { pnlQuote }) => sum + pnlQuote, 0);
    expect(profit).toBeCloseTo((stitched.equity.at(-1) ?? NaN) - ENGINE.capital, 6);
  });
});

describe("the stability of parameters", () => {
  it("counts values, steps without a change and the range used", () => {
    const sets = [2, 4, 6, 10].map((fast) => ({ fast }));
    expect(parameterStability([{ fast: 4 }, { fast: 4 }, { fast: 6 }, null], sets)).toEqual([
      { parameter: "fast", values: [4, 4, 6, null], distinct: 2, unchanged: 1 / 3, rangeShare: 0.25 },
    ]);
    expect(parameterStability([null], [{ fast: 4 }])[0]).toMatchObject({ unchanged: null, rangeShare: null });
  });
});
