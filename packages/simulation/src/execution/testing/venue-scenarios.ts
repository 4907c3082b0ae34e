import { type Candle, type CandleColumns, candleAt, sideSign } from "@rara-trading/domain";
import * as fc from "fast-check";
import type { ExecutionModel } from "../execution-model.ts";
import type { OrderGroup, TimeInForce, WorkingOrder } from "../order.ts";
import { type Bar, candle, FREE, minuteColumns, ScriptedVenue } from "./scripted-venue.ts";

const HOUR_MS = 3_600_000;

/** One bar by its minutes, and the orders that are decided at its close. */
interface ScenarioBar {
  readonly minutes: readonly Bar[];
  readonly decisions: readonly WorkingOrder[];
}

/** A market, its bars and what is sent to it. */
export interface Scenario {
  readonly model: ExecutionModel;
  readonly bars: readonly ScenarioBar[];
  /** Whether the venue sees the minutes. */
  readonly useMinutes: boolean;
}

/** A run with what is needed to judge it. */
class ScenarioRun extends ScriptedVenue {
  readonly sent = new Map<number, WorkingOrder>();
  /** Index of the bar whose close decided an order. */
  readonly decidedAt = new Map<number, number>();
  readonly bars = new Map<number, Candle>();
  readonly finest = new Map<number, Candle>();

  indexOf(openTimeMs: number): number {
    return openTimeMs / HOUR_MS;
  }
}

/** Returns minutes as the one bar that they add up to. */
export function aggregate(minutes: readonly Bar[]): Bar {
  return [
    minutes[0]?.[0] ?? NaN,
    Math.max(...minutes.map(([, high]) => high)),
    Math.min(...minutes.map(([, , low]) => low)),
    minutes.at(-1)?.[3] ?? NaN,
    minutes.reduce((sum, [, , , , volume = 0]) => sum + volume, 0),
  ];
}

/** Plays a scenario. */
export function playScenario({ model, bars, useMinutes }: Scenario): ScenarioRun {
  const run = new ScenarioRun(model);
  for (const [i, { minutes, decisions }] of bars.entries()) {
    const bar = aggregate(minutes);
    run.bars.set(i * HOUR_MS, candle(i * HOUR_MS, bar));
    for (const minute of eachCandle(minuteColumns(i * HOUR_MS, minutes))) {
      if (useMinutes) run.finest.set(minute.openTimeMs, minute);
    }
    run.bar(bar, useMinutes ? minutes : undefined);
    for (const decision of decisions) {
      run.sent.set(decision.id, decision);
      run.decidedAt.set(decision.id, i);
      run.venue.submit(decision);
    }
  }
  return run;
}

function eachCandle(columns: CandleColumns): readonly Candle[] {
  return Array.from({ length: columns.length }, (_, i) => candleAt(columns, i));
}

function flip(price: number): number {
  return 2_000 - price;
}

function mirroredOrder(sent: WorkingOrder): WorkingOrder {
  return {
    ...sent,
    side: sideSign(sent.side) === 1 ? "sell" : "buy",
    ...("limitPrice" in sent ? { limitPrice: flip(sent.limitPrice) } : {}),
    ...("stopPrice" in sent ? { stopPrice: flip(sent.stopPrice) } : {}),
  };
}

/** Returns the scenario upside down around a price of 1,000. */
export function mirrored(scenario: Scenario): Scenario {
  const bars = scenario.bars.map(({ minutes, decisions }) => ({
    minutes: minutes.map(([open, high, low, close, volume]): Bar => {
      return [
        flip(open),
        flip(low),
        flip(high),
        flip(close),
        ...(volume === undefined ? [] : [volume]),
      ] as const as Bar;
    }),
    decisions: decisions.map(mirroredOrder),
  }));
  return { ...scenario, bars };
}

/** A price that moves by one tick at a time around 1,000. */
export const walkArbitrary: fc.Arbitrary<readonly number[]> = fc
  .array(fc.constantFrom(-1, 1), { minLength: 1, maxLength: 40 })
  .map((moves) => {
    const prices = [1_000];
    for (const move of moves) prices.push((prices.at(-1) ?? NaN) + move);
    return prices;
  });

const timeInForceArbitrary: fc.Arbitrary<TimeInForce> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<TimeInForce>({ kind: "good-till-cancelled" }) },
  { weight: 1, arbitrary: fc.constant<TimeInForce>({ kind: "immediate-or-cancel" }) },
  { weight: 1, arbitrary: fc.constant<TimeInForce>({ kind: "fill-or-kill" }) },
  { weight: 1, arbitrary: fc.constant<TimeInForce>({ kind: "day" }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 3 }).map((bars): TimeInForce => ({ kind: "good-for-bars", bars })),
  },
);

const nearby = fc.integer({ min: 985, max: 1_015 });

/** An order without its id; at each close those of one group number below 3 share a group. */
const orderArbitrary = fc
  .record({
    kind: fc.constantFrom("market", "limit", "stop", "stop-limit", "trailing-stop"),
    side: fc.constantFrom("buy", "sell"),
    lots: fc.integer({ min: 1, max: 40 }),
    reduceOnly: fc.boolean(),
    timeInForce: timeInForceArbitrary,
    limitPrice: nearby,
    stopPrice: nearby,
    distance: fc.integer({ min: 1, max: 12 }),
    group: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ kind, limitPrice, stopPrice, distance, ...terms }) => ({
    ...terms,
    kind,
    purpose: "entry",
    ...(kind === "limit" || kind === "stop-limit" ? { limitPrice } : {}),
    ...(kind === "stop" || kind === "stop-limit" ? { stopPrice } : {}),
    ...(kind === "trailing-stop" ? { trail: { kind: "distance", distance } } : {}),
  }));

function groupOf(group: number, barIndex: number): { readonly group?: OrderGroup } {
  if (group > 2) return {};
  return { group: { id: barIndex * 3 + group, kind: group === 0 ? "one-cancels-other" : "one-updates-other" } };
}

const minuteArbitrary = fc.record({
  gap: fc.integer({ min: -3, max: 3 }),
  body: fc.integer({ min: -4, max: 4 }),
  above: fc.integer({ min: 0, max: 3 }),
  below: fc.integer({ min: 0, max: 3 }),
  volume: fc.integer({ min: 1, max: 300 }),
});

const modelArbitrary: fc.Arbitrary<ExecutionModel> = fc.record({
  latencyBars: fc.constantFrom(0, 0, 1, 2),
  spreadBps: fc.constantFrom(0, 4, 25),
  slippage: fc.constantFrom<ExecutionModel["slippage"]>(
    { kind: "none" },
    { kind: "fixed-bps", slippageBps: 7 },
    { kind: "volatility-scaled", multiple: 0.3, bars: 3 },
    { kind: "square-root-impact", coefficient: 0.9, bars: 3 },
  ),
  fees: fc.constantFrom({ makerBps: -1, takerBps: 4 }, FREE.fees),
  rules: fc.record({
    tickSize: fc.constantFrom(null, 0.25, 1),
    lotsPerUnit: fc.constantFrom(1, 10),
    minNotional: fc.constantFrom(0, 2_000),
  }),
  limitFill: fc.constantFrom("touch", "through"),
  maxParticipation: fc.constantFrom(null, 0.05, 1),
});

/** Hours of a few minutes each on a grid of whole prices, with orders of every kind at their closes. */
export const scenarioArbitrary: fc.Arbitrary<Scenario> = fc
  .record({
    model: modelArbitrary,
    useMinutes: fc.boolean(),
    hours: fc.array(
      fc.record({
        minutes: fc.array(minuteArbitrary, { minLength: 1, maxLength: 4 }),
        orders: fc.array(orderArbitrary, { maxLength: 3 }),
      }),
      { minLength: 4, maxLength: 12 },
    ),
  })
  .map(({ model, useMinutes, hours }) => {
    let last = 1_000;
    let id = 0;
    const bars = hours.map(({ minutes, orders }, barIndex) => ({
      minutes: minutes.map(({ gap, body, above, below, volume }): Bar => {
        const open = last + gap;
        last = open + body;
        return [open, Math.max(open, last) + above, Math.min(open, last) - below, last, volume];
      }),
      decisions: orders.map(
        ({ group, ...terms }) => ({ ...terms, ...groupOf(group, barIndex), id: id++ }) as WorkingOrder,
      ),
    }));
    return { model, useMinutes, bars };
  });
