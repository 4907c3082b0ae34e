import { describe, expect, it } from "vitest";
import type { OrderGroup } from "./order.ts";
import { type Bar, order, ScriptedVenue } from "./testing/scripted-venue.ts";

const UPDATES: OrderGroup = { id: 7, kind: "one-updates-other" };
const CANCELS: OrderGroup = { id: 7, kind: "one-cancels-other" };

/** Long 10 with a stop at 95 and a target at 110, both there from the next open. */
function bracketed(group: OrderGroup, model = {}): ScriptedVenue {
  const run = new ScriptedVenue(model, 10);
  const shared = { side: "sell", reduceOnly: true, group } as const;
  run.venue.submit(order({ kind: "stop", id: 1, purpose: "stop-loss", stopPrice: 95, ...shared }));
  run.venue.submit(order({ kind: "limit", id: 2, purpose: "take-profit", limitPrice: 110, ...shared }));
  return run;
}

describe("a stop and a target of one group", () => {
  it.each<[string, Bar, string[]]>([
    ["the stop", [100, 105, 94, 100], ["1 sell 10 at 95", "2 cancelled by group"]],
    ["the target", [100, 112, 99, 100], ["2 sell 10 at 110", "1 cancelled by group"]],
    ["the stop at the open", [90, 112, 89, 100], ["1 sell 10 at 90", "2 cancelled by group"]],
    ["the target at the open", [115, 116, 90, 100], ["2 sell 10 at 115", "1 cancelled by group"]],
  ])("end together: %s", (_, bar, expected) => {
    for (const group of [UPDATES, CANCELS]) {
      const run = bracketed(group);
      run.bar(bar);
      expect(run.log).toEqual(expected);
      expect(run.venue.statistics).toMatchObject({ filled: 1, cancelled: 1, ambiguousBars: 0, resolvedBars: 0 });
    }
  });

  it("are the stop when a bar touches both, and the bar is counted", () => {
    const run = bracketed(UPDATES);
    run.bar([100, 112, 94, 105]);
    expect(run.log[0]).toBe("1 sell 10 at 95");
    expect(run.venue.statistics).toMatchObject({ ambiguousBars: 1, resolvedBars: 0 });
    run.held = 10;
    const shared = { side: "sell", reduceOnly: true, group: { id: 8, kind: "one-updates-other" } } as const;
    run.venue.submit(order({ kind: "stop", id: 3, stopPrice: 95, ...shared }));
    run.venue.submit(order({ kind: "limit", id: 4, limitPrice: 110, ...shared }));
    run.bar([100, 112, 94, 105]);
    expect(run.venue.statistics.ambiguousBars).toBe(2);
  });

  it("are whichever finer bars show first", () => {
    const run = bracketed(UPDATES);
    run.bar(
      [100, 112, 94, 105],
      [
        [100, 112, 100, 111],
        [111, 111, 94, 105],
      ],
    );
    expect(run.log[0]).toBe("2 sell 10 at 110");
    expect(run.venue.statistics).toMatchObject({ ambiguousBars: 0, resolvedBars: 1, mismatchedBars: 0 });
  });

  it("are ambiguous still when one finest bar touches both", () => {
    const run = bracketed(UPDATES);
    run.bar(
      [100, 112, 94, 105],
      [
        [100, 101, 100, 101],
        [101, 112, 94, 105],
      ],
    );
    expect(run.log[0]).toBe("1 sell 10 at 95");
    expect(run.venue.statistics).toMatchObject({ ambiguousBars: 1, resolvedBars: 0 });
  });

  it("see the bar itself where finer bars do not add up to it", () => {
    const run = bracketed(UPDATES);
    run.bar([100, 112, 94, 105], [[100, 112, 100, 105]]);
    expect(run.log[0]).toBe("1 sell 10 at 95");
    expect(run.venue.statistics).toMatchObject({ ambiguousBars: 1, mismatchedBars: 1 });
  });

  it("share what a target filled in part leaves", () => {
    const run = bracketed(UPDATES, { maxParticipation: 0.1 });
    run.bar([100, 112, 100, 105, 40]);
    run.bar([100, 101, 94, 96, 100]);
    expect(run.log).toEqual(["2 sell 4 at 110", "1 sell 6 at 95", "2 cancelled by group"]);
    expect(run.held).toBe(0);
  });

  it("end at the first lot where one cancels the other", () => {
    const run = bracketed(CANCELS, { maxParticipation: 0.1 });
    run.bar([100, 112, 100, 105, 40]);
    run.bar([100, 101, 94, 96, 100]);
    expect(run.log).toEqual(["2 sell 4 at 110", "1 cancelled by group"]);
  });
});

describe("protective orders attached to an entry", () => {
  it("meet the open and the inside of the bar that filled it", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "market", id: 9, side: "buy" }));
    run.onExecuted = ({ orderId }, venue) => {
      if (orderId === 9) venue.attach(order({ kind: "stop", id: 1, side: "sell", stopPrice: 95, reduceOnly: true }));
    };
    run.bar([100, 101, 94, 100]);
    expect(run.log).toEqual(["9 buy 10 at 100", "1 sell 10 at 95"]);
  });

  it("may also be attached between the open and the inside", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "market", id: 9, side: "buy" }));
    const protect = (): void =>
      run.venue.attach(order({ kind: "stop", id: 1, side: "sell", stopPrice: 101, reduceOnly: true }));
    run.bar([100, 102, 94, 100], undefined, protect);
    // The stop lies beyond the market: it triggers at the open, not at its level.
    expect(run.log).toEqual(["9 buy 10 at 100", "1 sell 10 at 100"]);
  });

  it("count the worst of the bar when the entry filled inside it, and trigger where the market was", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "stop", id: 9, side: "buy", stopPrice: 104 }));
    run.onExecuted = ({ orderId }, venue) => {
      if (orderId === 9) venue.attach(order({ kind: "stop", id: 1, side: "sell", stopPrice: 98, reduceOnly: true }));
    };
    // The low of 97 may have come before the entry at 104.
    run.bar([100, 105, 97, 105]);
    expect(run.log).toEqual(["9 buy 10 at 104", "1 sell 10 at 98"]);
    const beyond = new ScriptedVenue();
    beyond.venue.submit(order({ kind: "limit", id: 9, side: "buy", limitPrice: 95 }));
    beyond.onExecuted = ({ orderId }, venue) => {
      if (orderId === 9) venue.attach(order({ kind: "stop", id: 1, side: "sell", stopPrice: 97, reduceOnly: true }));
    };
    beyond.bar([100, 101, 94, 100]);
    expect(beyond.log).toEqual(["9 buy 10 at 95", "1 sell 10 at 95"]);
  });

  it("are the stop when the way from the entry to the close passes the target and the bar the stop", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "limit", id: 9, side: "buy", limitPrice: 99 }));
    run.onExecuted = ({ orderId }, venue) => {
      if (orderId !== 9) return;
      const shared = { side: "sell", reduceOnly: true, group: UPDATES } as const;
      venue.attach(order({ kind: "limit", id: 2, limitPrice: 100, ...shared }));
      venue.attach(order({ kind: "stop", id: 1, stopPrice: 98, ...shared }));
    };
    run.bar([100, 100, 98, 100]);
    expect(run.log).toEqual(["9 buy 10 at 99", "1 sell 10 at 98", "2 cancelled by group"]);
  });

  it("trail from where they began, and count whatever the bar may have done to them since", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "stop", id: 9, side: "buy", stopPrice: 101 }));
    run.onExecuted = ({ orderId }, venue) => {
      const trail = { kind: "distance", distance: 3 } as const;
      if (orderId === 9) venue.attach(order({ kind: "trailing-stop", id: 1, side: "sell", trail, reduceOnly: true }));
    };
    // From 101 the level is 98; if 102 came next it is 99, and 99 triggers it.
    run.bar([100, 102, 99, 100]);
    expect(run.log).toEqual(["9 buy 10 at 101", "1 sell 10 at 99"]);
    expect(run.venue.statistics.ambiguousBars).toBe(1);
  });

  it("trail on from what they surely saw", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "stop", id: 9, side: "buy", stopPrice: 101 }));
    run.onExecuted = ({ orderId }, venue) => {
      const trail = { kind: "distance", distance: 3 } as const;
      if (orderId === 9) venue.attach(order({ kind: "trailing-stop", id: 1, side: "sell", trail, reduceOnly: true }));
    };
    // The high of 102 may have come before the entry: the level stays at 98.
    run.bar([100, 102, 99.5, 101]);
    run.bar([101, 101, 98.5, 100]);
    expect(run.log).toEqual(["9 buy 10 at 101"]);
    run.bar([100, 100, 97, 99]);
    expect(run.log[1]).toBe("1 sell 10 at 98");
  });

  it("that an open reaches on both sides are the stop", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "limit", id: 9, side: "buy", limitPrice: 95 }));
    run.bar([100, 101, 99, 100]);
    run.onExecuted = ({ orderId }, venue) => {
      if (orderId !== 9) return;
      const shared = { side: "sell", reduceOnly: true, group: UPDATES } as const;
      venue.attach(order({ kind: "limit", id: 2, limitPrice: 85, ...shared }));
      venue.attach(order({ kind: "stop", id: 1, stopPrice: 92, ...shared }));
    };
    run.bar([90, 91, 89, 90]);
    expect(run.log).toEqual(["9 buy 10 at 90", "1 sell 10 at 90", "2 cancelled by group"]);
  });

  it("meet the open of a finer bar that filled it", () => {
    const run = new ScriptedVenue();
    run.venue.submit(order({ kind: "limit", id: 9, side: "buy", limitPrice: 95 }));
    run.onExecuted = ({ orderId }, venue) => {
      if (orderId === 9) venue.attach(order({ kind: "stop", id: 1, side: "sell", stopPrice: 92, reduceOnly: true }));
    };
    run.bar(
      [100, 101, 90, 97],
      [
        [100, 101, 99, 100],
        [90, 98, 90, 97],
      ],
    );
    expect(run.log).toEqual(["9 buy 10 at 90", "1 sell 10 at 90"]);
  });

  it("cannot be attached outside a bar, without end, or to be immediate limits", () => {
    const run = new ScriptedVenue();
    const stop = order({ kind: "stop", id: 1, side: "sell", stopPrice: 95 });
    expect(() => run.venue.attach(stop)).toThrow(/within a bar/);
    const immediate = order({
      kind: "limit",
      id: 2,
      side: "sell",
      limitPrice: 95,
      timeInForce: { kind: "fill-or-kill" },
    });
    run.bar([100, 101, 99, 100], undefined, () => expect(() => run.venue.attach(immediate)).toThrow(/can rest/));
    let id = 10;
    run.onExecuted = (_, venue) => venue.attach(order({ kind: "market", id: id++, side: "buy" }));
    run.venue.submit(order({ kind: "market", id: 3, side: "buy" }));
    expect(() => run.bar([100, 101, 99, 100])).toThrow(/at most 1000 orders/);
  });
});
