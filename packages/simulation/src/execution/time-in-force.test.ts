import { describe, expect, it } from "vitest";
import type { TimeInForce } from "./order.ts";
import { order, ScriptedVenue } from "./testing/scripted-venue.ts";

const IOC: TimeInForce = { kind: "immediate-or-cancel" };
const FOK: TimeInForce = { kind: "fill-or-kill" };

/** A cap of a tenth: 60 lots of a bar of 600. */
const CAPPED = { maxParticipation: 0.1 };

describe("the participation cap", () => {
  it("executes an order in parts, the rest at later opens, and never more than the order", () => {
    const run = new ScriptedVenue(CAPPED);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy", lots: 100 }));
    run.bar([100, 101, 99, 100, 600]);
    run.bar([102, 103, 101, 102, 300]);
    run.bar([103, 104, 102, 103, 5_000]);
    run.bar([104, 105, 103, 104, 5_000]);
    expect(run.log).toEqual(["1 buy 60 at 100", "1 buy 30 at 102", "1 buy 10 at 103"]);
    expect(run.executions.map(({ remainingLots }) => remainingLots)).toEqual([40, 10, 0]);
  });

  it("is shared by all orders of a bar", () => {
    const run = new ScriptedVenue(CAPPED);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy", lots: 50 }));
    run.venue.submit(order({ kind: "limit", id: 2, side: "buy", lots: 50, limitPrice: 95 }));
    run.bar([100, 101, 90, 100, 600]);
    run.bar([100, 101, 90, 100, 600]);
    expect(run.log).toEqual(["1 buy 50 at 100", "2 buy 10 at 95", "2 buy 40 at 95"]);
  });

  it("counts each finest bar by itself", () => {
    const run = new ScriptedVenue(CAPPED);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy", lots: 50 }));
    run.bar(
      [100, 103, 99, 102, 600],
      [
        [100, 101, 99, 100, 200],
        [101, 103, 101, 102, 400],
      ],
    );
    expect(run.log).toEqual(["1 buy 20 at 100", "1 buy 30 at 101"]);
    expect(run.executions.map(({ finestOpenTimeMs }) => finestOpenTimeMs)).toEqual([0, 60_000]);
  });

  it("keeps to the bar's volume where its finest bars claim more", () => {
    const run = new ScriptedVenue(CAPPED);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy", lots: 50 }));
    const minutes = [
      [100, 101, 99, 100, 200],
      [101, 103, 101, 102, 400],
    ] as const;
    run.bar([100, 103, 99, 102, 300], minutes);
    expect(run.log).toEqual(["1 buy 20 at 100", "1 buy 10 at 101"]);
  });

  it("finds nothing to take in a bar without trades, and no answer in one that misses its volume", () => {
    const run = new ScriptedVenue(CAPPED);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy" }));
    run.bar([100, 100, 100, 100, 0]);
    expect(run.executions).toHaveLength(0);
    expect(() => run.bar([100, 101, 99, 100, 0])).toThrow(/volume of the bar at 3600000, found 0/);
    const missing = new ScriptedVenue(CAPPED);
    missing.venue.submit(order({ kind: "market", id: 1, side: "buy" }));
    expect(() => missing.bar([100, 100, 100, 100, NaN])).toThrow(/volume of the bar/);
  });
});

describe("immediate or cancel", () => {
  it("takes what there is and ends", () => {
    const run = new ScriptedVenue(CAPPED);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy", lots: 100, timeInForce: IOC }));
    run.bar([100, 101, 99, 100, 600]);
    run.bar([100, 101, 99, 100, 600]);
    expect(run.log).toEqual(["1 buy 60 at 100", "1 expired"]);
    expect(run.ended[0]).toMatchObject({ filledLots: 60, ending: { timeInForce: "immediate-or-cancel" } });
  });

  it("does not rest as a limit", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "limit", id: 1, side: "buy", limitPrice: 95, timeInForce: IOC }));
    run.bar([100, 101, 90, 100]);
    expect(run.log).toEqual(["1 expired"]);
  });

  it("waits for the trigger of a stop, then ends", () => {
    const run = new ScriptedVenue(CAPPED);
    run.venue.submit(order({ kind: "stop", id: 1, side: "sell", lots: 100, stopPrice: 95, timeInForce: IOC }));
    run.bar([100, 101, 96, 100, 600]);
    run.bar([100, 101, 94, 95, 600]);
    expect(run.log).toEqual(["1 sell 60 at 95", "1 expired"]);
  });
});

describe("fill or kill", () => {
  it.each([
    [60, ["1 buy 60 at 100"]],
    [61, ["1 expired"]],
  ])("of %i lots where 60 can be had is all or nothing", (lots, expected) => {
    const run = new ScriptedVenue(CAPPED);
    run.venue.submit(order({ kind: "limit", id: 1, side: "buy", lots, limitPrice: 100, timeInForce: FOK }));
    run.bar([100, 101, 99, 100, 600]);
    expect(run.log).toEqual(expected);
  });
});

describe("an order with an end", () => {
  it("good for two bars works in two, the one it arrives in included", () => {
    const timeInForce: TimeInForce = { kind: "good-for-bars", bars: 2 };
    for (const [lateLow, expected] of [
      [94, ["1 buy 10 at 95"]],
      [96, ["1 expired"]],
    ] as const) {
      const run = new ScriptedVenue({ latencyBars: 1 });
      run.venue.submit(order({ kind: "limit", id: 1, side: "buy", limitPrice: 95, timeInForce }));
      run.bar([100, 101, 90, 100]);
      run.bar([100, 101, 96, 100]);
      run.bar([100, 101, lateLow, 100]);
      run.bar([100, 101, 90, 100]);
      expect(run.log).toEqual(expected);
    }
  });

  it("good for the day ends before the first price of the next", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "limit", id: 1, side: "buy", limitPrice: 95, timeInForce: { kind: "day" } }));
    for (let hour = 0; hour < 24; hour++) run.bar([100, 101, 96, 100]);
    expect(run.venue.working).toHaveLength(1);
    run.bar([90, 91, 89, 90]);
    expect(run.log).toEqual(["1 expired"]);
  });

  it("reads its days off a calendar where it is given one", () => {
    const run = new ScriptedVenue({}, 0, (openTimeMs) => Math.floor(openTimeMs / 7_200_000));
    run.venue.submit(order({ kind: "limit", id: 1, side: "buy", limitPrice: 95, timeInForce: { kind: "day" } }));
    for (let hour = 0; hour < 2; hour++) run.bar([100, 101, 96, 100]);
    run.bar([90, 91, 89, 90]);
    expect(run.log).toEqual(["1 expired"]);
  });
});
