import { sideSign } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Account } from "../engine/account.ts";
import { slippedPrice } from "../engine/fill-price.ts";
import { protectiveExit } from "../engine/protective-exit.ts";
import { plainExecution } from "./execution-model.ts";
import type { WorkingOrder } from "./order.ts";
import { participationLots } from "./volume-budget.ts";
import { candle, order, ScriptedVenue } from "./testing/scripted-venue.ts";
import {
  aggregate,
  mirrored,
  playScenario,
  type Scenario,
  scenarioArbitrary,
  walkArbitrary,
} from "./testing/venue-scenarios.ts";

function check(property: (scenario: Scenario) => void, numRuns = 150): void {
  fc.assert(fc.property(scenarioArbitrary, property), { numRuns });
}

describe("any orders on any bars", () => {
  it("conserve lots: none executes more than it asked for, each ends at most once", () => {
    check((scenario) => {
      const run = playScenario(scenario);
      const done = new Map<number, number>();
      for (const { orderId, lots, remainingLots } of run.executions) {
        expect(Number.isSafeInteger(lots) && lots > 0 && remainingLots >= 0).toBe(true);
        done.set(orderId, (done.get(orderId) ?? 0) + lots);
      }
      expect(new Set(run.ended.map((end) => end.order.id)).size).toBe(run.ended.length);
      for (const [id, lots] of done) expect(lots).toBeLessThanOrEqual(run.sent.get(id)?.lots ?? 0);
      for (const end of run.ended) {
        expect(end.filledLots).toBe(done.get(end.order.id) ?? 0);
        // Equality fails where a group of a larger order took lots off this one.
        if (end.ending.kind === "filled" && end.order.group === undefined) expect(end.filledLots).toBe(end.order.lots);
      }
      const { submitted, filled, cancelled, expired, rejected, working } = run.venue.statistics;
      expect(filled + cancelled + expired + rejected + working).toBe(submitted);
      expect(working).toBe(run.venue.working.length);
      expect(run.held).toBe(run.executions.reduce((sum, { side, lots }) => sum + sideSign(side) * lots, 0));
    });
  });

  it("execute at no better price than the market had and their terms allow", () => {
    check((scenario) => {
      const run = playScenario(scenario);
      for (const execution of run.executions) {
        const { orderId, side, price, quantity, costs, barOpenTimeMs } = execution;
        const bar = run.bars.get(barOpenTimeMs);
        const sent = run.sent.get(orderId);
        if (bar === undefined || sent === undefined) throw new Error("an execution of nothing");
        const sign = sideSign(side);
        const perUnit = (costs.spreadQuote + costs.slippageQuote + costs.impactQuote + costs.roundingQuote) / quantity;
        const market = price - sign * perUnit;
        expect(market).toBeGreaterThanOrEqual(bar.low - 1e-6);
        expect(market).toBeLessThanOrEqual(bar.high + 1e-6);
        if ("limitPrice" in sent) expect(sign * price).toBeLessThanOrEqual(sign * sent.limitPrice);
        // With a cap what a triggered stop could not execute goes on as a market order, at whatever price comes.
        if (sent.kind === "stop" && scenario.model.maxParticipation === null) {
          expect(sign * market).toBeGreaterThanOrEqual(sign * sent.stopPrice - 1e-6);
        }
        expect(
          Math.min(costs.spreadQuote, costs.slippageQuote, costs.impactQuote, costs.roundingQuote),
        ).not.toBeLessThan(0);
      }
    });
  });

  it("never execute on the bar that decided them, nor before their latency", () => {
    check((scenario) => {
      const run = playScenario(scenario);
      for (const { orderId, barOpenTimeMs } of run.executions) {
        const earliest = (run.decidedAt.get(orderId) ?? NaN) + 1 + scenario.model.latencyBars;
        expect(run.indexOf(barOpenTimeMs)).toBeGreaterThanOrEqual(earliest);
      }
    });
  });

  it("take no more than their share of a bar's volume, and of every finest bar's", () => {
    check((scenario) => {
      const share = scenario.model.maxParticipation;
      if (share === null) return;
      const run = playScenario(scenario);
      const taken = new Map<string, number>();
      for (const { barOpenTimeMs, finestOpenTimeMs, lots } of run.executions) {
        for (const key of [`bar ${barOpenTimeMs}`, `finest ${finestOpenTimeMs}`]) {
          taken.set(key, (taken.get(key) ?? 0) + lots);
        }
      }
      const { lotsPerUnit } = scenario.model.rules;
      for (const [key, lots] of taken) {
        const [kind, time] = key.split(" ");
        const bar = (kind === "bar" ? run.bars : run.finest).get(Number(time));
        if (bar !== undefined) expect(lots).toBeLessThanOrEqual(participationLots(bar, share, lotsPerUnit));
      }
    });
  });

  it("never execute two of a group where one cancels the other, nor more than one where they share", () => {
    check((scenario) => {
      const run = playScenario(scenario);
      const byGroup = new Map<number, Map<number, number>>();
      for (const { orderId, lots } of run.executions) {
        const group = run.sent.get(orderId)?.group;
        if (group === undefined) continue;
        const done = byGroup.get(group.id) ?? new Map<number, number>();
        byGroup.set(group.id, done.set(orderId, (done.get(orderId) ?? 0) + lots));
        if (group.kind === "one-cancels-other") expect(done.size).toBe(1);
        const largest = Math.max(...[...done.keys()].map((id) => run.sent.get(id)?.lots ?? 0));
        expect([...done.values()].reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(largest);
      }
    });
  });

  it("that only reduce never turn or enlarge a position", () => {
    check((scenario) => {
      const run = playScenario(scenario);
      let held = 0;
      for (const { orderId, side, lots } of run.executions) {
        const after = held + sideSign(side) * lots;
        if (run.sent.get(orderId)?.reduceOnly === true) {
          expect(Math.abs(after)).toBeLessThan(Math.abs(held));
          expect(after * held).toBeGreaterThanOrEqual(0);
        }
        held = after;
      }
    });
  });

  it("do the same again, and up to any bar whatever comes after it", () => {
    fc.assert(
      fc.property(scenarioArbitrary, fc.nat(), (scenario, cut) => {
        const whole = playScenario(scenario);
        expect(playScenario(scenario).executions).toEqual(whole.executions);
        const bars = cut % (scenario.bars.length + 1);
        const prefix = playScenario({ ...scenario, bars: scenario.bars.slice(0, bars) });
        expect(prefix.executions).toEqual(whole.executions.slice(0, prefix.executions.length));
        expect(prefix.log).toEqual(whole.log.slice(0, prefix.log.length));
        const next = whole.executions[prefix.executions.length];
        if (next !== undefined) expect(whole.indexOf(next.barOpenTimeMs)).toBeGreaterThanOrEqual(bars);
      }),
      { numRuns: 150 },
    );
  });

  it("read a bar that is its own finest bar as they read the bar", () => {
    check((scenario) => {
      const bars = scenario.bars.map((bar) => ({ ...bar, minutes: [aggregate(bar.minutes)] }));
      expect(playScenario({ ...scenario, bars, useMinutes: true }).log).toEqual(
        playScenario({ ...scenario, useMinutes: false }).log,
      );
    });
  });

  it("are the same orders upside down: buys and sells are mirror images", () => {
    check((scenario) => {
      const free = { ...scenario.model, spreadBps: 0, slippage: { kind: "none" }, fees: { makerBps: 0, takerBps: 0 } };
      const rules = { ...scenario.model.rules, minNotional: 0 };
      const upright: Scenario = { ...scenario, model: { ...scenario.model, ...free, rules } as Scenario["model"] };
      const image = playScenario(mirrored(upright));
      expect(playScenario(upright).executions.map(({ orderId, lots, price }) => [orderId, lots, price])).toEqual(
        image.executions.map(({ orderId, lots, price }) => [orderId, lots, 2_000 - price]),
      );
    });
  });
});

describe("one bar of a price that moves tick by tick", () => {
  const entries: readonly ((side: "buy" | "sell", level: number) => WorkingOrder)[] = [
    (side) => order({ kind: "market", id: 1, side }),
    (side, level) => order({ kind: "limit", id: 1, side, limitPrice: level }),
    (side, level) => order({ kind: "stop", id: 1, side, stopPrice: level }),
  ];

  it("never flatters: what the whole bar makes of an entry and its protection is no better than what the path does", () => {
    const input = fc.record({
      walk: walkArbitrary,
      side: fc.constantFrom("buy" as const, "sell" as const),
      entry: fc.constantFrom(...entries),
      offset: fc.integer({ min: -5, max: 5 }),
      stop: fc.integer({ min: 1, max: 8 }),
      target: fc.integer({ min: 1, max: 8 }),
      trails: fc.boolean(),
      limitFill: fc.constantFrom("touch" as const, "through" as const),
    });
    fc.assert(
      fc.property(input, ({ walk, side, entry, offset, stop, target, trails, limitFill }) => {
        const sign = sideSign(side);
        const minutes = walk.map((price) => [price, price, price, price] as const);
        const bar = aggregate(minutes);
        const wealth = (inside: typeof minutes | undefined): number => {
          const run = new ScriptedVenue({ limitFill });
          run.onExecuted = ({ orderId, price }, venue) => {
            if (orderId !== 1) return;
            const opposite = side === "buy" ? "sell" : "buy";
            const shared = { side: opposite, reduceOnly: true, group: { id: 1, kind: "one-updates-other" } } as const;
            venue.attach(
              trails
                ? order({ kind: "trailing-stop", id: 2, trail: { kind: "distance", distance: stop }, ...shared })
                : order({ kind: "stop", id: 2, stopPrice: price - sign * stop, ...shared }),
            );
            venue.attach(order({ kind: "limit", id: 3, limitPrice: price + sign * target, ...shared }));
          };
          run.venue.submit(entry(side, 1_000 + offset));
          run.bar(bar, inside);
          const cash = run.executions.reduce((sum, { side: s, lots, price }) => sum - sideSign(s) * lots * price, 0);
          return cash + run.held * bar[3];
        };
        expect(wealth(undefined)).toBeLessThanOrEqual(wealth(minutes));
      }),
      { numRuns: 1_500 },
    );
  });
});

describe("the plain model", () => {
  it("executes entries, stop-losses and take-profits as the plain engine does, bit for bit", () => {
    const price = fc.double({ min: 1, max: 500, noNaN: true });
    const bar = fc.tuple(price, price, price, price).map(([open, close, one, other]) => {
      return [open, Math.max(open, close, one, other), Math.min(open, close, one, other), close] as const;
    });
    const level = fc.oneof({ weight: 4, arbitrary: price }, { weight: 1, arbitrary: fc.constant(NaN) });
    const input = fc.record({
      bars: fc.array(bar, { minLength: 1, maxLength: 6 }),
      side: fc.constantFrom(1 as const, -1 as const),
      lots: fc.integer({ min: 1, max: 1_000_000_000 }),
      lotsPerUnit: fc.constantFrom(1, 1_000, 1_000_000),
      stopLoss: level,
      takeProfit: level,
      feeBps: fc.double({ min: 0, max: 50, noNaN: true }),
      slippageBps: fc.double({ min: 0, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(input, ({ bars, side, lots, lotsPerUnit, stopLoss, takeProfit, feeBps, slippageBps }) => {
        const [enter, leave] = side === 1 ? (["buy", "sell"] as const) : (["sell", "buy"] as const);
        const costs = { feeBps, slippageBps };
        const account = new Account(1e6, { equityFraction: 1, lotsPerUnit }, costs);
        const expected: unknown[] = [];
        const run = new ScriptedVenue(plainExecution(costs, lotsPerUnit));
        run.onExecuted = ({ purpose }, venue) => {
          if (purpose !== "entry") return;
          const shared = { side: leave, lots, reduceOnly: true, group: { id: 1, kind: "one-updates-other" } } as const;
          const target = { kind: "limit", id: 2, purpose: "take-profit", limitPrice: takeProfit, ...shared } as const;
          const stop = { kind: "stop", id: 3, purpose: "stop-loss", stopPrice: stopLoss, ...shared } as const;
          if (takeProfit > 0) venue.attach(order(target));
          if (stopLoss > 0) venue.attach(order(stop));
        };
        run.venue.submit(order({ kind: "market", id: 1, side: enter, lots }));
        const book = (purpose: "entry" | "stop-loss" | "take-profit", lotsAfter: number, at: number): void => {
          const fill = account.execute({ sequence: 1, barOpenTimeMs: 0, purpose, lotsAfter, price: at });
          expected.push([fill.side, purpose, fill.quantity, fill.price, fill.feeQuote]);
        };
        for (const [i, [open, high, low, close]] of bars.entries()) {
          if (i === 0) book("entry", side * lots, slippedPrice(enter, open, slippageBps));
          const exit = account.lots === 0 ? undefined : protectiveExit(side, open, high, low, stopLoss, takeProfit);
          if (exit?.purpose === "take-profit") book(exit.purpose, 0, exit.price);
          if (exit?.purpose === "stop-loss") book(exit.purpose, 0, slippedPrice(leave, exit.price, slippageBps));
          run.bar([open, high, low, close]);
        }
        const found = run.executions.map((e) => [e.side, e.purpose, e.quantity, e.price, e.costs.feeQuote]);
        expect(found).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a bar without volume", () => {
  it("offers nothing when its price stood still", () => {
    expect(participationLots(candle(0, [5, 5, 5, 5, 0]), 0.1, 10)).toBe(0);
    expect(participationLots(candle(0, [5, 6, 5, 5, 1_000]), 0.1, 10)).toBe(1_000);
  });
});
