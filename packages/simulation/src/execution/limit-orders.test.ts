import { describe, expect, it } from "vitest";
import { order, ScriptedVenue } from "./testing/scripted-venue.ts";

const BUY_AT_95 = order({ kind: "limit", id: 1, side: "buy", limitPrice: 95 });

describe("a limit order", () => {
  it("rests until the price is there and executes at its own price, as a maker without spread or slippage", () => {
    const run = new ScriptedVenue({
      spreadBps: 10,
      slippage: { kind: "fixed-bps", slippageBps: 50 },
      fees: { makerBps: 1, takerBps: 5 },
    });
    run.venue.submit(BUY_AT_95);
    run.bar([100, 101, 95.5, 100]);
    expect(run.executions).toHaveLength(0);
    run.bar([100, 101, 94, 100]);
    expect(run.executions).toMatchObject([{ price: 95, liquidity: "maker", lots: 10 }]);
    // 10 x 95 at 1 bp.
    expect(run.executions[0]?.costs).toEqual({
      feeQuote: 0.095,
      spreadQuote: 0,
      slippageQuote: 0,
      impactQuote: 0,
      roundingQuote: 0,
    });
  });

  it("executes at a touch only where the model says that a touch is enough", () => {
    const touched = new ScriptedVenue({ limitFill: "touch" });
    touched.venue.submit(BUY_AT_95);
    touched.bar([100, 101, 95, 100]);
    expect(touched.prices).toEqual([95]);
    const through = new ScriptedVenue({ limitFill: "through" });
    through.venue.submit(BUY_AT_95);
    through.bar([100, 101, 95, 100]);
    expect(through.executions).toHaveLength(0);
    through.bar([100, 101, 94.99, 100]);
    expect(through.prices).toEqual([95]);
  });

  it("that rested already executes at an open beyond it, for the better price", () => {
    const run = new ScriptedVenue();
    run.venue.submit(BUY_AT_95);
    run.bar([100, 101, 99, 100]);
    run.bar([90, 92, 89, 91]);
    expect(run.executions).toMatchObject([{ price: 90, liquidity: "maker" }]);
  });

  it("that arrives beyond the market takes, with its costs but never worse than its limit", () => {
    const taker = { spreadBps: 20, slippage: { kind: "fixed-bps", slippageBps: 100 } } as const;
    const cheap = new ScriptedVenue(taker);
    cheap.venue.submit(BUY_AT_95);
    cheap.bar([90, 92, 89, 91]);
    // 90 x 1.001 x 1.01.
    expect(cheap.prices[0]).toBeCloseTo(90.9909, 10);
    expect(cheap.executions[0]?.liquidity).toBe("taker");
    const close = new ScriptedVenue(taker);
    close.venue.submit(BUY_AT_95);
    close.bar([94.8, 96, 94, 95]);
    expect(close.prices).toEqual([95]);
  });

  it("that arrives within the spread rests at its own price", () => {
    const run = new ScriptedVenue({ spreadBps: 100 });
    run.venue.submit(BUY_AT_95);
    // The ask is 94.9 x 1.005 = 95.37.
    run.bar([94.9, 94.9, 94.5, 94.6]);
    expect(run.executions).toMatchObject([{ price: 95, liquidity: "maker" }]);
    // No price of the bar was 95: ten lots gave up .1 of the spread each.
    expect(run.executions[0]?.costs.spreadQuote).toBeCloseTo(1, 10);
  });

  it("attached inside a bar is only sure of the way from there to the close", () => {
    for (const [close, expected] of [
      [97, ["1 buy 10 at 95"]],
      [99, ["1 buy 10 at 95", "2 sell 10 at 98"]],
    ] as const) {
      const run = new ScriptedVenue();
      run.venue.submit(BUY_AT_95);
      run.onExecuted = ({ orderId }, venue) => {
        if (orderId === 1)
          venue.attach(order({ kind: "limit", id: 2, side: "sell", limitPrice: 98, reduceOnly: true }));
      };
      // The high of 101 came before the low for all that the bar tells.
      run.bar([100, 101, 94, close]);
      expect(run.log).toEqual(expected);
    }
  });

  it("attached inside a bar has seen the whole of the next one, finer or not", () => {
    const later = [97, 99, 96, 96] as const;
    const filled = [100, 100, 95, 97] as const;
    for (const finer of [true, false]) {
      const run = new ScriptedVenue();
      run.venue.submit(BUY_AT_95);
      run.onExecuted = ({ orderId }, venue) => {
        if (orderId === 1)
          venue.attach(order({ kind: "limit", id: 2, side: "sell", limitPrice: 98, reduceOnly: true }));
      };
      if (finer) run.bar([100, 100, 95, 96], [filled, later]);
      else for (const bar of [filled, later]) run.bar(bar);
      expect(run.log).toEqual(["1 buy 10 at 95", "2 sell 10 at 98"]);
    }
  });
});
