import { describe, expect, it } from "vitest";
import type { ExecutionModel } from "./execution-model.ts";
import { FREE, order, ScriptedVenue } from "./testing/scripted-venue.ts";

const RULES = { rules: { tickSize: 0.1, lotsPerUnit: 10, minNotional: 50 } };

describe("what a venue refuses", () => {
  it("a price between two ticks, at once", () => {
    const run = new ScriptedVenue(RULES);
    run.venue.submit(order({ kind: "limit", id: 1, side: "buy", limitPrice: 95.25 }));
    expect(run.ended[0]?.ending).toEqual({
      kind: "rejected",
      rejection: { rule: "tick-size", limit: 0.1, actual: 95.25 },
    });
    run.venue.submit(order({ kind: "limit", id: 1, side: "buy", limitPrice: 0.1 + 0.2, lots: 1_000_000 }));
    expect(run.venue.working).toHaveLength(1);
  });

  it("an order below the smallest notional, when it arrives, unless it only reduces", () => {
    const run = new ScriptedVenue(RULES, 100);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy", lots: 4 }));
    run.venue.submit(order({ kind: "market", id: 2, side: "buy", lots: 5 }));
    run.venue.submit(order({ kind: "market", id: 3, side: "sell", lots: 4, reduceOnly: true }));
    expect(run.ended).toHaveLength(0);
    run.bar([100, 101, 99, 100]);
    expect(run.log).toEqual(["1 rejected: minimum-notional", "2 buy 5 at 100", "3 sell 4 at 100"]);
    expect(run.ended[0]?.ending).toMatchObject({ rejection: { limit: 50, actual: 40 } });
  });

  it("an order whose own price makes it too small, whatever the market's", () => {
    const run = new ScriptedVenue(RULES);
    run.venue.submit(order({ kind: "limit", id: 1, side: "buy", lots: 5, limitPrice: 99.9 }));
    run.venue.submit(order({ kind: "stop", id: 2, side: "buy", lots: 5, stopPrice: 150 }));
    run.bar([100, 101, 99, 100]);
    expect(run.log).toEqual(["1 rejected: minimum-notional"]);
  });

  it.each([
    ["nothing is held", 0],
    ["it would increase", 10],
  ])("a reduce-only buy when %s", (_, held) => {
    const run = new ScriptedVenue({}, held);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy", reduceOnly: true }));
    run.bar([100, 101, 99, 100]);
    expect(run.log).toEqual(["1 rejected: reduce-only"]);
  });

  it("to decide without the history that slippage needs", () => {
    const run = new ScriptedVenue({ slippage: { kind: "volatility-scaled", multiple: 1, bars: 2 } });
    for (let bar = 0; bar < 3; bar++) {
      run.venue.submit(order({ kind: "market", id: bar, side: "buy" }));
      run.bar([100, 101, 99, 100]);
    }
    run.venue.submit(order({ kind: "market", id: 3, side: "buy" }));
    run.bar([100, 101, 99, 100]);
    expect(run.log).toEqual([...[0, 1, 2].map((id) => `${id} rejected: history`), "3 buy 10 at 100"]);
    expect(run.ended[1]?.ending).toMatchObject({ rejection: { limit: 3, actual: 1 } });
  });
});

describe("a reduce-only order", () => {
  it("is capped at what is held when it executes, not when it was sent", () => {
    const run = new ScriptedVenue({}, 10);
    run.venue.submit(order({ kind: "stop", id: 1, side: "sell", lots: 10, stopPrice: 95, reduceOnly: true }));
    run.bar([100, 101, 99, 100]);
    run.held = 4;
    run.bar([100, 101, 90, 100]);
    expect(run.log).toEqual(["1 sell 4 at 95", "1 cancelled by nothing-to-reduce"]);
    expect(run.held).toBe(0);
  });

  it("that triggers with nothing left ends without an execution", () => {
    const run = new ScriptedVenue({}, 10);
    run.venue.submit(order({ kind: "stop", id: 1, side: "sell", stopPrice: 95, reduceOnly: true }));
    run.bar([100, 101, 99, 100]);
    run.held = 0;
    run.bar([100, 101, 90, 100]);
    expect(run.log).toEqual(["1 cancelled by nothing-to-reduce"]);
  });
});

describe("prices", () => {
  it("are rounded to the tick that is worse", () => {
    const model: Partial<ExecutionModel> = { ...RULES, slippage: { kind: "fixed-bps", slippageBps: 3 } };
    const run = new ScriptedVenue(model, 100);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy" }));
    run.venue.submit(order({ kind: "market", id: 2, side: "sell" }));
    run.bar([100, 101, 99, 100]);
    // 100.03 and 99.97.
    expect(run.prices).toEqual([100.1, 99.9]);
    expect(run.executions[0]?.costs.slippageQuote).toBeCloseTo(0.03, 10);
    expect(run.executions[0]?.costs.roundingQuote).toBeCloseTo(0.07, 10);
  });

  it("are never 0 or below", () => {
    const run = new ScriptedVenue({ slippage: { kind: "fixed-bps", slippageBps: 10_000 } }, 10);
    run.venue.submit(order({ kind: "market", id: 1, side: "sell" }));
    expect(() => run.bar([100, 101, 99, 100])).toThrow(/execution price above 0, found 0/);
  });
});

describe("what no client may send", () => {
  it.each([
    ["whole lots", order({ kind: "market", id: 1, side: "buy", lots: 1.5 })],
    ["whole lots", order({ kind: "market", id: 1, side: "buy", lots: 0 })],
    ["a finite price above 0", order({ kind: "limit", id: 1, side: "buy", limitPrice: NaN })],
    ["a finite price above 0", order({ kind: "stop-limit", id: 1, side: "buy", stopPrice: 1, limitPrice: -1 })],
    ["trailing offset", order({ kind: "trailing-stop", id: 1, side: "buy", trail: { kind: "bps", offsetBps: 0 } })],
    ["bars", order({ kind: "market", id: 1, side: "buy", timeInForce: { kind: "good-for-bars", bars: 0 } })],
  ])("is not %s", (expected, wrong) => {
    expect(() => new ScriptedVenue().venue.submit(wrong)).toThrow(expected);
  });

  it("is a second order under an id that works, or a bar out of turn", () => {
    const run = new ScriptedVenue();
    const resting = order({ kind: "limit", id: 1, side: "buy", limitPrice: 95 });
    run.venue.submit(resting);
    expect(() => run.venue.submit(resting)).toThrow(/found 1/);
    expect(() => run.venue.during()).toThrow(/bar to be open/);
    expect(() => run.bar([100, 101, 99, 100], undefined, () => run.bar([1, 1, 1, 1]))).toThrow(/last bar/);
    expect(() => new ScriptedVenue().bar([100, NaN, 99, 100])).toThrow(/finite numbers/);
  });
});

describe("an execution model", () => {
  it.each<[string, Partial<ExecutionModel>]>([
    ["latency", { latencyBars: -1 }],
    ["spread", { spreadBps: NaN }],
    ["bars of history", { slippage: { kind: "volatility-scaled", multiple: 1, bars: 1 } }],
    ["multiple", { slippage: { kind: "volatility-scaled", multiple: -1, bars: 5 } }],
    ["coefficient", { slippage: { kind: "square-root-impact", coefficient: NaN, bars: 5 } }],
    ["slippage", { slippage: { kind: "fixed-bps", slippageBps: -1 } }],
    ["fees", { fees: { makerBps: NaN, takerBps: 0 } }],
    ["lots", { rules: { ...FREE.rules, lotsPerUnit: 0.5 } }],
    ["tick", { rules: { ...FREE.rules, tickSize: 0 } }],
    ["notional", { rules: { ...FREE.rules, minNotional: -1 } }],
    ["participation", { maxParticipation: 0 }],
  ])("without sense in its %s is refused", (expected, model) => {
    expect(() => new ScriptedVenue(model)).toThrow(expected);
  });
});
