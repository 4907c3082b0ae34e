import {
  type EventBus,
  type Fill,
  fillOf,
  type OrderRefusal,
  type StoredEvent,
  type StoredEventOf,
} from "@rara-trading/domain";
import type { PaperSession } from "@rara-trading/trading-engine";

const READ_MAX = 100_000;

/** What a refusal says, as the log and a backtest both know it. */
export type RefusalFacts = readonly [
  sequence: number,
  barOpenTimeMs: number,
  side: string,
  purpose: string,
  quantity: number,
  referencePrice: number,
  guard: string,
  limit: number,
  actual: number,
];

/** Returns every event of a session's walk, in the log's order; each random session has a walk of its own. */
export function eventsOf(bus: EventBus, session: PaperSession): Promise<readonly StoredEvent[]> {
  return bus.readByCorrelation(session.correlationId, READ_MAX);
}

/** Returns a session's events as lines that do not depend on when they were published, nor on the session's id. */
export async function storyOf(bus: EventBus, session: PaperSession): Promise<readonly string[]> {
  const events = await eventsOf(bus, session);
  return events.map(({ eventId, type, source, correlationId, payload }) =>
    JSON.stringify({ eventId, type, source, correlationId, payload }).replaceAll(session.sessionId, "<session>"),
  );
}

/** Returns the fills that the log holds of a session. */
export function loggedFills(events: readonly StoredEvent[]): readonly Fill[] {
  return events.filter((event) => event.type === "trading.order.filled").map(({ payload }) => fillOf(payload));
}

/** Returns the refusals that the log holds of a session. */
export function loggedRefusals(events: readonly StoredEvent[]): readonly RefusalFacts[] {
  const refused = events.filter((event) => event.type === "trading.order.refused");
  return refused.map(({ payload }) => [
    payload.sequence,
    payload.barOpenTimeMs,
    payload.side,
    payload.purpose,
    Number(payload.quantity),
    Number(payload.referencePrice),
    payload.guard,
    payload.limit,
    payload.actual,
  ]);
}

/** Returns the daily marks that the log holds of a session. */
export function loggedMarks(
  events: readonly StoredEvent[],
): readonly StoredEventOf<"trading.equity.marked">["payload"][] {
  return events.filter((event) => event.type === "trading.equity.marked").map(({ payload }) => payload);
}

/** Returns a backtest's fills as the log can hold them: a loss of -0 reads back as 0. */
export function fillsOf(fills: readonly Fill[]): readonly Fill[] {
  return fills.map((fill) => ({ ...fill, realizedPnlQuote: fill.realizedPnlQuote + 0 }));
}

/** Returns a backtest's refusals as facts. */
export function refusalFacts(refusals: readonly OrderRefusal[]): readonly RefusalFacts[] {
  return refusals.map(({ intent, guard, limit, actual }) => [
    intent.sequence,
    intent.barOpenTimeMs,
    intent.side,
    intent.purpose,
    intent.quantity,
    intent.referencePrice,
    guard,
    limit,
    actual,
  ]);
}
