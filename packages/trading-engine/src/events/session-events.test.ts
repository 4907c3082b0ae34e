import {
  drawdownLimitGuard,
  type Fill,
  fillOf,
  type OrderIntent,
  type OrderPurpose,
  parseInstrumentId,
} from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PaperSession } from "../paper/paper-session.ts";
import { equityMarked, orderApproved, orderFilled, orderRefused, sessionStarted } from "./session-events.ts";

const SESSION: PaperSession = {
  sessionId: "session-1",
  strategyId: "strategy-1",
  artifactSha256: "ab".repeat(32),
  correlationId: "walk-1",
  instrument: parseInstrumentId("binance:BTC/USDT"),
  timeframe: "1h",
  range: { fromMs: 0, toMs: 86_400_000 },
  engine: {
    capital: 100_000.1,
    costs: { feeBps: 5, slippageBps: 2.5 },
    sizing: { equityFraction: 0.3, lotsPerUnit: 1_000_000 },
    guards: [drawdownLimitGuard(0.2)],
    tradeFromMs: 3_600_000,
  },
};

const INTENT: OrderIntent = {
  sequence: 7,
  barOpenTimeMs: 3_600_000,
  side: "sell",
  purpose: "entry",
  quantity: 0.1,
  referencePrice: 1e-7,
  positionBefore: 0,
  positionAfter: -0.1,
};

const positive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true });
const amount = fc.double({ noNaN: true, noDefaultInfinity: true });

const fillArbitrary: fc.Arbitrary<Fill> = fc.record({
  sequence: fc.integer({ min: 1 }),
  barOpenTimeMs: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  side: fc.constantFrom("buy", "sell"),
  purpose: fc.constantFrom<OrderPurpose[]>("entry", "exit", "stop-loss", "take-profit", "liquidation"),
  quantity: positive,
  price: positive,
  feeQuote: amount,
  realizedPnlQuote: amount,
  positionAfter: amount,
});

/** JSON and decimals know one zero. */
function positiveZero(value: number): number {
  return value + 0;
}

describe("a fill as an event", () => {
  it("reads back as the same float64 numbers after a journey through JSON", () => {
    fc.assert(
      fc.property(fillArbitrary, (fill) => {
        const event = JSON.parse(JSON.stringify(orderFilled(SESSION, fill, 1)));
        expect(fillOf(event.payload)).toEqual({
          ...fill,
          feeQuote: positiveZero(fill.feeQuote),
          realizedPnlQuote: positiveZero(fill.realizedPnlQuote),
          positionAfter: positiveZero(fill.positionAfter),
        });
      }),
    );
  });

  it("writes money in plain decimals, never in powers of ten", () => {
    const fill = { ...INTENT, price: 1e-7, feeQuote: 1e21, realizedPnlQuote: -1.5e-9, positionAfter: -0.1 };
    expect(orderFilled(SESSION, fill, 1).payload).toMatchObject({
      quantity: "0.1",
      price: "0.0000001",
      feeQuote: "1000000000000000000000",
      realizedPnlQuote: "-0.0000000015",
      positionAfter: "-0.1",
    });
  });

  it("is refused when a number is not money", () => {
    const fill = { ...INTENT, price: 10, feeQuote: 0, realizedPnlQuote: 0, positionAfter: 0 };
    expect(() => orderFilled(SESSION, { ...fill, price: 0 }, 1)).toThrow(/price above 0/);
    expect(() => orderFilled(SESSION, { ...fill, quantity: -1 }, 1)).toThrow(/quantity above 0/);
    expect(() => orderFilled(SESSION, { ...fill, feeQuote: NaN }, 1)).toThrow(/finite amount/);
  });
});

describe("the events of a session", () => {
  it("have ids that name what happened, so that saying it twice is saying it once", () => {
    const fill = { ...INTENT, price: 10, feeQuote: 0, realizedPnlQuote: 0, positionAfter: 0 };
    const refusal = { intent: INTENT, guard: "drawdown-limit", limit: 0.2, actual: 0.25 };
    const mark = { barOpenTimeMs: 86_400_000 * 3 + 5, equity: 1, position: 0, close: 2 };
    const events = [
      sessionStarted(SESSION, 1),
      orderApproved(SESSION, INTENT, 2),
      orderRefused(SESSION, refusal, 3),
      orderFilled(SESSION, fill, 4),
      equityMarked(SESSION, mark, 5),
    ];
    expect(events.map((event) => event.eventId)).toEqual([
      "session-1:started",
      "session-1:approved:7",
      "session-1:refused:7",
      "session-1:filled:7",
      "session-1:marked:3",
    ]);
    for (const event of events) expect(event).toMatchObject({ source: "paper", correlationId: "walk-1" });
  });

  it("record everything that shapes a session", () => {
    expect(sessionStarted(SESSION, 1).payload).toEqual({
      sessionId: "session-1",
      mode: "paper",
      strategyId: "strategy-1",
      artifactSha256: SESSION.artifactSha256,
      instrument: "binance:BTC/USDT",
      timeframe: "1h",
      feed: "replay",
      fromMs: 0,
      toMs: 86_400_000,
      tradeFromMs: 3_600_000,
      capitalQuote: "100000.1",
      costs: { feeBps: 5, slippageBps: 2.5 },
      sizing: { equityFraction: 0.3, lotsPerUnit: 1_000_000 },
      guards: [{ name: "drawdown-limit", limit: 0.2 }],
    });
  });

  it("give an intent the client order id of its session and sequence", () => {
    expect(orderApproved(SESSION, INTENT, 1).payload).toMatchObject({
      clientOrderId: "session-1-7",
      referencePrice: "0.0000001",
    });
  });

  it("refuse a guard's figures that a log cannot hold", () => {
    const refusal = { intent: INTENT, guard: "custom", limit: 1, actual: Infinity };
    expect(() => orderRefused(SESSION, refusal, 1)).toThrow(/finite actual/);
  });
});
