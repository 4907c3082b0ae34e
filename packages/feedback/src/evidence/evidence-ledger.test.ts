import {
  type EventPayloads,
  exactDecimal,
  newEvent,
  parseInstrumentId,
  price,
  quantity,
  type StoredEvent,
  type TradingSessionStarted,
} from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EvidenceLedger } from "./evidence-ledger.ts";
import { feedbackEvidence } from "./feedback-evidence.ts";

const DAY_MS = 86_400_000;
const INSTRUMENT = parseInstrumentId("yahoo:SPY");

function started(sessionId: string): TradingSessionStarted {
  return {
    sessionId,
    mode: "paper",
    strategyId: `strategy-of-${sessionId}`,
    artifactSha256: "ab".repeat(32),
    instrument: INSTRUMENT,
    timeframe: "1d",
    feed: "replay",
    fromMs: 0,
    toMs: DAY_MS * 100,
    tradeFromMs: 0,
    capitalQuote: exactDecimal(1_000),
    costs: { feeBps: 0, slippageBps: 0 },
    sizing: { equityFraction: 0.4, lotsPerUnit: 1 },
    guards: [],
  };
}

function order(sessionId: string, sequence: number, day: number) {
  return {
    sessionId,
    strategyId: `strategy-of-${sessionId}`,
    clientOrderId: `${sessionId}-${sequence}`,
    sequence,
    instrument: INSTRUMENT,
    barOpenTimeMs: day * DAY_MS,
    quantity: quantity(2),
  };
}

type AnyEvent = { [Type in keyof EventPayloads]: readonly [Type, EventPayloads[Type]] }[keyof EventPayloads];

/** A round trip of 2 units bought at `entry` on `day` and sold at `exit` the day after, with a fee of 1 a side. */
function roundTrip(sessionId: string, sequence: number, day: number, entry: number, exit: number): readonly AnyEvent[] {
  const fee = exactDecimal(1);
  return [
    [
      "trading.order.filled",
      {
        ...order(sessionId, sequence, day),
        side: "buy",
        purpose: "entry",
        price: price(entry),
        feeQuote: fee,
        realizedPnlQuote: exactDecimal(0),
        positionAfter: exactDecimal(2),
      },
    ],
    [
      "trading.order.filled",
      {
        ...order(sessionId, sequence + 1, day + 1),
        side: "sell",
        purpose: "exit",
        price: price(exit),
        feeQuote: fee,
        realizedPnlQuote: exactDecimal(2 * (exit - entry)),
        positionAfter: exactDecimal(0),
      },
    ],
  ];
}

function marked(sessionId: string, day: number, equity: number, position: number): AnyEvent {
  return [
    "trading.equity.marked",
    {
      sessionId,
      strategyId: `strategy-of-${sessionId}`,
      barOpenTimeMs: day * DAY_MS,
      equityQuote: exactDecimal(equity),
      positionAfter: exactDecimal(position),
      closePrice: price(10),
    },
  ];
}

function refused(sessionId: string, sequence: number): AnyEvent {
  const guard = { guard: "drawdown-limit", limit: 0.2, actual: 0.3, referencePrice: price(10) };
  return ["trading.order.refused", { ...order(sessionId, sequence, 1), side: "buy", purpose: "entry", ...guard }];
}

function stored(events: readonly AnyEvent[]): readonly StoredEvent[] {
  return events.map(([type, payload], i) => {
    const about = { eventId: `event-${i}`, occurredAtMs: i, source: "paper", correlationId: "walk" };
    return { ...newEvent(type, payload, about), seq: i * 3 + 1 };
  });
}

/** Two interleaved sessions, one of which has ended. */
const LOG = stored([
  ["trading.session.started", started("a")],
  ["trading.session.started", started("b")],
  ...roundTrip("a", 1, 1, 10, 15),
  marked("a", 1, 1_000, 2),
  refused("b", 1),
  marked("b", 1, 1_000, 0),
  marked("a", 2, 1_008, 0),
  ...roundTrip("b", 2, 2, 10, 9),
  refused("a", 5),
  ...roundTrip("a", 6, 3, 15, 12),
  marked("a", 3, 1_000, 0),
  [
    "trading.session.ended",
    {
      sessionId: "a",
      strategyId: "strategy-of-a",
      reason: "feed-ended",
      detail: "done",
      barsProcessed: 3,
      lastBarOpenTimeMs: 3 * DAY_MS,
    },
  ],
  marked("b", 3, 996, 0),
]);

function fold(batches: readonly (readonly StoredEvent[])[]): EvidenceLedger {
  const ledger = new EvidenceLedger();
  for (const batch of batches) for (const event of batch) ledger.apply(event);
  return ledger;
}

describe("EvidenceLedger", () => {
  it("keeps fills, marks, refusals and the end of each session apart", () => {
    const ledger = fold([LOG]);
    expect(ledger.records().map((record) => record.sessionId)).toEqual(["a", "b"]);
    const record = ledger.record("a");
    expect(record).toMatchObject({
      strategyId: "strategy-of-a",
      correlationId: "walk",
      stage: "paper",
      capital: 1_000,
      equityFraction: 0.4,
      refusals: 1,
      end: { reason: "feed-ended" },
    });
    expect(record?.fills.map((fill) => [fill.sequence, fill.price, fill.positionAfter])).toEqual([
      [1, 10, 2],
      [2, 15, 0],
      [6, 15, 2],
      [7, 12, 0],
    ]);
    expect(record?.marks).toEqual([
      { barOpenTimeMs: DAY_MS, equity: 1_000, position: 2 },
      { barOpenTimeMs: 2 * DAY_MS, equity: 1_008, position: 0 },
      { barOpenTimeMs: 3 * DAY_MS, equity: 1_000, position: 0 },
    ]);
    expect(ledger.record("b")).toMatchObject({ refusals: 1, end: undefined });
  });

  it("comes to the same whatever the batches, and however often they are delivered again", () => {
    const whole = fold([LOG]).records();
    const step = fc.record({
      length: fc.nat(LOG.length),
      deliveries: fc.integer({ min: 1, max: 3 }),
      // Events before the batch that come once more with it, as when a cursor was not moved.
      again: fc.nat(LOG.length),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const batches: (readonly StoredEvent[])[] = [];
        let cursor = 0;
        for (const { length, deliveries, again } of [...steps, { length: LOG.length, deliveries: 2, again: 0 }]) {
          const end = Math.min(LOG.length, cursor + length);
          for (let i = 0; i < deliveries; i++) batches.push(LOG.slice(Math.max(0, cursor - again), end));
          cursor = end;
        }
        expect(fold(batches).records()).toEqual(whole);
      }),
    );
  });

  it("counts the sessions that a strategy had before, however often they are delivered", () => {
    const log = stored([
      ["trading.session.started", started("a")],
      ["trading.session.started", started("b")],
      ["trading.session.started", { ...started("a-with-other-fees"), strategyId: "strategy-of-a" }],
    ]);
    const earlier = fold([log, log])
      .records()
      .map((record) => [record.sessionId, record.earlierSessions]);
    expect(earlier).toEqual([
      ["a", 0],
      ["b", 0],
      ["a-with-other-fees", 1],
    ]);
  });

  it("takes the win rate of research from the acceptance of the strategy, where there was one", () => {
    const researchMetrics = { winRate: 0.6 } as EventPayloads["research.candidate.accepted"]["researchMetrics"];
    const accepted = { strategyId: "strategy-of-a", researchMetrics } as EventPayloads["research.candidate.accepted"];
    const ledger = fold([
      stored([
        ["research.candidate.accepted", accepted],
        ["trading.session.started", started("a")],
        ["trading.session.started", started("b")],
      ]),
    ]);
    expect(ledger.record("a")?.researchWinRate).toBe(0.6);
    expect(ledger.record("b")?.researchWinRate).toBeNull();
  });

  it("refuses events of a session that never started: the log was not folded from its start", () => {
    expect(() => fold([stored([marked("lost", 1, 1, 0)])])).toThrow(/session lost to have started/);
  });
});

describe("feedbackEvidence", () => {
  it("computes a session by hand", () => {
    const record = fold([LOG]).record("a");
    if (record === undefined) throw new Error("Expected session a");
    const evidence = feedbackEvidence(record);
    // Round trips: 2 x 5 - 2 = +8 and 2 x -3 - 2 = -8. An opening fill is no loss.
    expect(evidence.metrics).toMatchObject({ trades: 2, winRate: 0.5, profitFactor: 1 });
    expect(evidence).toMatchObject({ stage: "paper", days: 3, fills: 4, refusals: 1, fault: null });
    expect(evidence.metrics.maxDrawdown).toBeCloseTo(8 / 1_008, 15);
    expect(evidence.metrics.exposure).toBeCloseTo(1 / 3, 15);
    expect(evidence.metrics.totalReturn).toBeCloseTo(0, 12);
    // Daily returns 0, 0.008, 1000/1008 - 1; three of 252 days; notional 20 + 30 + 30 + 24 over a mean equity of 1002 2/3.
    const returns = [0, 0.008, 1_000 / 1_008 - 1];
    const mean = returns.reduce((sum, value) => sum + value, 0) / 3;
    const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    expect(evidence.metrics.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(252), 12);
    expect(evidence.metrics.turnover).toBeCloseTo(104 / (3_008 / 3) / (3 / 252), 10);
    expect(evidence.positiveMeanProbability).toBeGreaterThan(0);
    expect(evidence.positiveMeanProbability).toBeLessThan(1);
  });

  it("is undefined, not zero, for a session that has done nothing", () => {
    const record = fold([stored([["trading.session.started", started("a")]])]).record("a");
    if (record === undefined) throw new Error("Expected session a");
    expect(feedbackEvidence(record)).toMatchObject({
      days: 0,
      fills: 0,
      positiveMeanProbability: null,
      metrics: { sharpe: null, winRate: null, profitFactor: null, trades: 0, maxDrawdown: 0, totalReturn: 0 },
    });
  });

  it("tells that the strategy failed", () => {
    const end = { sessionId: "a", strategyId: "s", reason: "strategy-fault", detail: "strategy.trap: x." } as const;
    const ended = { ...end, barsProcessed: 0, lastBarOpenTimeMs: null };
    const ledger = fold([
      stored([
        ["trading.session.started", started("a")],
        ["trading.session.ended", ended],
      ]),
    ]);
    const record = ledger.record("a");
    expect(record && feedbackEvidence(record).fault).toBe("strategy.trap: x.");
  });
});
