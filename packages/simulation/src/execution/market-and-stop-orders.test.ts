import { describe, expect, it } from "vitest";
import { order, ScriptedVenue } from "./testing/scripted-venue.ts";

describe("a market order", () => {
  it("executes at the next open, never on the bar whose close decided it", () => {
    const run = new ScriptedVenue();
    run.bar([100, 101, 99, 100]);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy" }));
    expect(run.executions).toHaveLength(0);
    run.bar([102, 103, 101, 102]);
    expect(run.log).toEqual(["1 buy 10 at 102"]);
    expect(run.ended).toMatchObject([{ filledLots: 10, ending: { kind: "filled" } }]);
  });

  it("that is sent from within a bar waits for the next one", () => {
    const run = new ScriptedVenue();
    run.bar([100, 101, 99, 100], undefined, () => run.venue.submit(order({ kind: "market", id: 1, side: "buy" })));
    expect(run.executions).toHaveLength(0);
    run.bar([102, 103, 101, 102]);
    expect(run.prices).toEqual([102]);
  });

  it("arrives a bar later for every bar of latency, and so does its cancellation", () => {
    const run = new ScriptedVenue({ latencyBars: 2 });
    run.venue.submit(order({ kind: "market", id: 1, side: "buy" }));
    run.venue.submit(order({ kind: "limit", id: 2, side: "buy", limitPrice: 90 }));
    run.bar([100, 101, 99, 100]);
    run.venue.cancel(2);
    run.bar([101, 102, 100, 101]);
    expect(run.executions).toHaveLength(0);
    run.bar([102, 103, 89, 101]);
    expect(run.log).toEqual(["1 buy 10 at 102", "2 buy 10 at 90"]);
    run.venue.submit(order({ kind: "limit", id: 3, side: "buy", limitPrice: 50 }));
    run.bar([101, 102, 100, 101]);
    run.venue.cancel(3);
    for (let i = 0; i < 2; i++) run.bar([101, 102, 100, 101]);
    expect(run.log).toHaveLength(2);
    run.bar([101, 102, 10, 101]);
    expect(run.log.slice(2)).toEqual(["3 cancelled by client"]);
  });
});

describe("a stop", () => {
  it("triggers at its level inside a bar, or at the open that gapped it", () => {
    const inside = new ScriptedVenue();
    inside.venue.submit(order({ kind: "stop", id: 1, side: "buy", stopPrice: 105 }));
    inside.bar([100, 104.99, 99, 104]);
    expect(inside.executions).toHaveLength(0);
    inside.bar([104, 105, 103, 104]);
    expect(inside.log).toEqual(["1 buy 10 at 105"]);

    const gapped = new ScriptedVenue();
    gapped.venue.submit(order({ kind: "stop", id: 1, side: "sell", stopPrice: 95 }));
    gapped.bar([100, 101, 99, 100]);
    gapped.bar([90, 99, 89, 98]);
    expect(gapped.log).toEqual(["1 sell 10 at 90"]);
  });

  it("pays spread and slippage on top of its level", () => {
    const run = new ScriptedVenue({ spreadBps: 20, slippage: { kind: "fixed-bps", slippageBps: 100 } });
    run.venue.submit(order({ kind: "stop", id: 1, side: "sell", stopPrice: 100 }));
    run.bar([110, 111, 99, 105]);
    // Half of 20 bp off 100 is 99.9; 1 % off that is 98.901.
    expect(run.prices[0]).toBeCloseTo(98.901, 10);
    expect(run.executions[0]?.costs.spreadQuote).toBeCloseTo(1, 10);
    expect(run.executions[0]?.costs.slippageQuote).toBeCloseTo(9.99, 10);
  });
});

describe("a stop-limit", () => {
  it("executes at the stop, never beyond its limit", () => {
    const run = new ScriptedVenue({ slippage: { kind: "fixed-bps", slippageBps: 200 } });
    run.venue.submit(order({ kind: "stop-limit", id: 1, side: "sell", stopPrice: 100, limitPrice: 99 }));
    run.bar([105, 106, 99.5, 104]);
    // 2 % off 100 would be 98.
    expect(run.log).toEqual(["1 sell 10 at 99"]);
    expect(run.executions[0]?.liquidity).toBe("taker");
  });

  it("stays unfilled when the market gaps past its limit, and rests there", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "stop-limit", id: 1, side: "sell", stopPrice: 100, limitPrice: 99 }));
    run.bar([105, 106, 104, 105]);
    run.bar([95, 98, 94, 97]);
    expect(run.executions).toHaveLength(0);
    expect(run.venue.working).toHaveLength(1);
    run.bar([97, 99, 96, 98]);
    expect(run.log).toEqual(["1 sell 10 at 99"]);
    expect(run.executions[0]?.liquidity).toBe("maker");
  });

  it("that triggers past its limit inside a bar is only sure of the way to the close", () => {
    const wide = { kind: "stop-limit", id: 1, side: "buy", stopPrice: 105, limitPrice: 103 } as const;
    const short = new ScriptedVenue();
    short.venue.submit(order(wide));
    // The low of 102 may have come before the stop at 105.
    short.bar([104, 106, 102, 104]);
    expect(short.executions).toHaveLength(0);
    const sure = new ScriptedVenue();
    sure.venue.submit(order(wide));
    sure.bar([104, 106, 102, 102.5]);
    expect(sure.log).toEqual(["1 buy 10 at 103"]);
  });
});

describe("a trailing stop", () => {
  it("follows the best price of the bars before and triggers at the level that it had", () => {
    const run = new ScriptedVenue();
    const trail = { kind: "distance", distance: 5 } as const;
    run.venue.submit(order({ kind: "trailing-stop", id: 1, side: "sell", trail }));
    run.bar([100, 103, 99, 103]);
    run.bar([103, 110, 106, 109]);
    run.bar([107, 108, 104, 107]);
    // Best 110, level 105.
    expect(run.log).toEqual(["1 sell 10 at 105"]);
  });

  it("triggers at the worse level when a bar reaches the old one, whatever its best price", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "trailing-stop", id: 1, side: "sell", trail: { kind: "distance", distance: 5 } }));
    run.bar([100, 120, 95, 118]);
    expect(run.log).toEqual(["1 sell 10 at 95"]);
  });

  it("that a bar may have carried up and then triggered executes at the worst price it may have, and is counted", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "trailing-stop", id: 1, side: "sell", trail: { kind: "distance", distance: 5 } }));
    // A fall from 110 triggers at 105, one from 106 at 101; at the old level of 95 nothing happened.
    run.bar([100, 110, 101, 108]);
    expect(run.log).toEqual(["1 sell 10 at 101"]);
    expect(run.venue.statistics.ambiguousBars).toBe(1);
    const finer = new ScriptedVenue();
    finer.venue.submit(order({ kind: "trailing-stop", id: 1, side: "sell", trail: { kind: "distance", distance: 5 } }));
    const minutes = [100, 101, 105, 109, 110, 107, 108].map((price) => [price, price, price, price] as const);
    finer.bar([100, 110, 100, 108], minutes);
    expect(finer.executions).toHaveLength(0);
  });

  it("follows the open, which comes before the rest of its bar", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "trailing-stop", id: 1, side: "sell", trail: { kind: "distance", distance: 5 } }));
    run.bar([100, 100, 100, 100]);
    run.bar([110, 110, 104, 108]);
    expect(run.log).toEqual(["1 sell 10 at 105"]);
    expect(run.venue.statistics.ambiguousBars).toBe(0);
  });

  it("measures in basis points too, mirrored for a buy, and sells a gap at the open", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "trailing-stop", id: 1, side: "buy", trail: { kind: "bps", offsetBps: 500 } }));
    run.bar([100, 101, 100, 100]);
    run.bar([100, 104, 100, 104]);
    expect(run.executions).toHaveLength(0);
    run.bar([110, 111, 105, 106]);
    expect(run.log).toEqual(["1 buy 10 at 110"]);
  });
});
