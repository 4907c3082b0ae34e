import {
  type Fill,
  newEvent,
  type NewEvent,
  type OrderIntent,
  parseInstrumentId,
  type StoredEvent,
} from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import {
  equityMarked,
  orderApproved,
  orderFilled,
  orderRefused,
  sessionEnded,
  sessionStarted,
} from "../events/session-events.ts";
import type { PaperSession } from "../paper/paper-session.ts";
import { foldPaperStatus } from "./paper-status.ts";

function session(name: string): PaperSession {
  return {
    sessionId: `session-${name}`,
    strategyId: `strategy-${name}`,
    artifactSha256: "ab".repeat(32),
    correlationId: `walk-${name}`,
    instrument: parseInstrumentId("yahoo:SPY"),
    timeframe: "1d",
    range: { fromMs: 0, toMs: 1_000 },
    engine: {
      capital: 1_000,
      costs: { feeBps: 0, slippageBps: 0 },
      sizing: { equityFraction: 1, lotsPerUnit: 1 },
      guards: [],
      tradeFromMs: 0,
    },
  };
}

function intent(sequence: number): OrderIntent {
  const size = { quantity: 2, referencePrice: 10, positionBefore: 0, positionAfter: 2 };
  return { sequence, barOpenTimeMs: sequence * 100, side: "buy", purpose: "entry", ...size };
}

function fill(sequence: number, positionAfter: number): Fill {
  const money = { quantity: 2, price: 10, feeQuote: 0.25, realizedPnlQuote: 0, positionAfter };
  return { sequence, barOpenTimeMs: sequence * 100 + 50, side: "buy", purpose: "entry", ...money };
}

function stored(events: readonly NewEvent[]): readonly StoredEvent[] {
  return events.map((event, i) => ({ ...event, seq: i + 1 }));
}

function deskStopped(): NewEvent {
  const about = { eventId: "desk:stopped", occurredAtMs: 50, source: "paper", correlationId: "desk" };
  return newEvent("trading.paper.stopped", { ownerId: "desk", requestId: null, reason: "interrupted" }, about);
}

const A = session("a");
const B = session("b");

describe("foldPaperStatus", () => {
  it("shows a session that has only started with its capital and nothing else", () => {
    expect(foldPaperStatus(stored([sessionStarted(A, 5)]))).toEqual([
      {
        sessionId: "session-a",
        strategyId: "strategy-a",
        instrument: "yahoo:SPY",
        timeframe: "1d",
        state: "running",
        endReason: null,
        endDetail: null,
        startedAtMs: 5,
        lastEventAtMs: 5,
        barsProcessed: null,
        lastBarOpenTimeMs: null,
        position: 0,
        capitalQuote: 1_000,
        equityQuote: 1_000,
        days: 0,
        approvals: 0,
        fills: 0,
        refusals: 0,
        refusalsByGuard: {},
        feesQuote: 0,
      },
    ]);
  });

  it("counts orders, refusals by guard, fees and days, and follows position and equity", () => {
    const refusal = { intent: intent(2), limit: 1, actual: 2 };
    const events = [
      sessionStarted(A, 1),
      orderApproved(A, intent(1), 2),
      orderFilled(A, fill(1, 2), 3),
      orderRefused(A, { ...refusal, guard: "drawdown-limit" }, 4),
      orderRefused(A, { ...refusal, guard: "drawdown-limit" }, 5),
      orderRefused(A, { ...refusal, guard: "max-position-size" }, 6),
      orderFilled(A, fill(3, 0), 7),
      equityMarked(A, { barOpenTimeMs: 400, equity: 998.5, position: 0, close: 10 }, 8),
    ];
    expect(foldPaperStatus(stored(events))).toMatchObject([
      {
        state: "running",
        lastEventAtMs: 8,
        lastBarOpenTimeMs: 400,
        position: 0,
        equityQuote: 998.5,
        days: 1,
        approvals: 1,
        fills: 2,
        refusals: 3,
        refusalsByGuard: { "drawdown-limit": 2, "max-position-size": 1 },
        feesQuote: 0.5,
      },
    ]);
    expect(foldPaperStatus(stored(events.slice(0, 3)))).toMatchObject([{ position: 2, fills: 1, days: 0 }]);
  });

  it("keeps sessions apart, in the order in which they started", () => {
    const events = [sessionStarted(B, 1), sessionStarted(A, 2), orderFilled(A, fill(1, 2), 3)];
    expect(foldPaperStatus(stored(events)).map(({ sessionId, fills }) => [sessionId, fills])).toEqual([
      ["session-b", 0],
      ["session-a", 1],
    ]);
  });

  it("shows what a stopped desk left open as stopped until it goes on, and what has ended as ended", () => {
    const end = { reason: "feed-ended", detail: "done", barsProcessed: 9, lastBarOpenTimeMs: 800 } as const;
    const ended = sessionEnded(B, { sessionId: B.sessionId, strategyId: B.strategyId, ...end }, 40);
    const events = [sessionStarted(A, 1), sessionStarted(B, 2), ended, deskStopped()];
    expect(foldPaperStatus(stored(events))).toMatchObject([
      { sessionId: "session-a", state: "stopped", barsProcessed: null },
      { sessionId: "session-b", state: "ended", endReason: "feed-ended", endDetail: "done", barsProcessed: 9 },
    ]);
    const goesOn = [...events, orderFilled(A, fill(1, 2), 60)];
    expect(foldPaperStatus(stored(goesOn))).toMatchObject([{ state: "running" }, { state: "ended" }]);
  });
});
