import {
  clientOrderId,
  type EventPayloads,
  type EventType,
  exactDecimal,
  type Fill,
  type NewEvent,
  newEvent,
  type OrderFacts,
  type OrderIntent,
  type OrderRefusal,
  price,
  quantity,
  RaraError,
  type StrategyFailed,
  type TradingSessionEnded,
  utcDay,
} from "@rara-trading/domain";
import type { PaperSession } from "../paper/paper-session.ts";

/*
 * The one place where the simulation's float64 numbers become the exact decimals of events (`fillOf` of the domain is the way back).
 * Every event id derives from the session and from what happened, so that publishing again after a crash stores
 * nothing twice.
 */

/** The `source` of every event that paper trading publishes. */
export const PAPER_SOURCE = "paper";

/** The event types that tell a session; each payload names its `sessionId`. */
export const SESSION_EVENT_TYPES = [
  "trading.session.started",
  "trading.order.approved",
  "trading.order.refused",
  "trading.order.filled",
  "trading.equity.marked",
  "trading.strategy.failed",
  "trading.session.ended",
] as const satisfies readonly EventType[];

/** The name of an event type that tells a session. */
export type SessionEventType = (typeof SESSION_EVENT_TYPES)[number];

/** The account at the last close of a UTC day, in float64. */
export interface DayMark {
  /** Open time of the day's last bar. */
  readonly barOpenTimeMs: number;
  readonly equity: number;
  /** Signed base units. */
  readonly position: number;
  readonly close: number;
}

function sessionEvent<Type extends SessionEventType>(
  session: PaperSession,
  type: Type,
  name: string,
  payload: EventPayloads[Type],
  atMs: number,
): NewEvent {
  return newEvent(type, payload, {
    eventId: `${session.sessionId}:${name}`,
    occurredAtMs: atMs,
    source: PAPER_SOURCE,
    correlationId: session.correlationId,
  });
}

/** Returns the event that opens a session and records everything that shapes it. */
export function sessionStarted(session: PaperSession, atMs: number): NewEvent {
  const { engine } = session;
  return sessionEvent(
    session,
    "trading.session.started",
    "started",
    {
      sessionId: session.sessionId,
      mode: "paper",
      strategyId: session.strategyId,
      artifactSha256: session.artifactSha256,
      instrument: session.instrument,
      timeframe: session.timeframe,
      feed: "replay",
      fromMs: session.range.fromMs,
      toMs: session.range.toMs,
      tradeFromMs: engine.tradeFromMs,
      capitalQuote: exactDecimal(engine.capital),
      costs: { feeBps: engine.costs.feeBps, slippageBps: engine.costs.slippageBps },
      sizing: { equityFraction: engine.sizing.equityFraction, lotsPerUnit: engine.sizing.lotsPerUnit },
      guards: engine.guards.map(({ name, limit }) => ({ name, limit })),
    },
    atMs,
  );
}

function orderFacts(session: PaperSession, order: OrderIntent | Fill): OrderFacts {
  return {
    sessionId: session.sessionId,
    strategyId: session.strategyId,
    clientOrderId: clientOrderId(session.sessionId, order.sequence),
    sequence: order.sequence,
    instrument: session.instrument,
    barOpenTimeMs: order.barOpenTimeMs,
    side: order.side,
    purpose: order.purpose,
    quantity: quantity(order.quantity),
  };
}

/** Returns the event of an intent that every guard approved. */
export function orderApproved(session: PaperSession, intent: OrderIntent, atMs: number): NewEvent {
  const payload = { ...orderFacts(session, intent), referencePrice: price(intent.referencePrice) };
  return sessionEvent(session, "trading.order.approved", `approved:${intent.sequence}`, payload, atMs);
}

function finite(value: number, what: string): number {
  if (Number.isFinite(value)) return value;
  throw new RaraError(`Expected a finite ${what} in a guard's refusal, found ${value}`, {
    category: "bug",
    code: "trading.refusal-figure",
    hint: "A guard must report figures that a log can hold.",
  });
}

/** Returns the event of an intent that a guard refused. @throws RaraError when its figures are not finite. */
export function orderRefused(session: PaperSession, refusal: OrderRefusal, atMs: number): NewEvent {
  const { intent, guard } = refusal;
  const payload = {
    ...orderFacts(session, intent),
    referencePrice: price(intent.referencePrice),
    guard,
    limit: finite(refusal.limit, "limit"),
    actual: finite(refusal.actual, "actual"),
  };
  return sessionEvent(session, "trading.order.refused", `refused:${intent.sequence}`, payload, atMs);
}

/** Returns the event of an execution. An intent fills once, whole, so its sequence names the fill as well. */
export function orderFilled(session: PaperSession, fill: Fill, atMs: number): NewEvent {
  const payload = {
    ...orderFacts(session, fill),
    price: price(fill.price),
    feeQuote: exactDecimal(fill.feeQuote),
    realizedPnlQuote: exactDecimal(fill.realizedPnlQuote),
    positionAfter: exactDecimal(fill.positionAfter),
  };
  return sessionEvent(session, "trading.order.filled", `filled:${fill.sequence}`, payload, atMs);
}

/** Returns the event of a day's mark. */
export function equityMarked(session: PaperSession, mark: DayMark, atMs: number): NewEvent {
  return sessionEvent(
    session,
    "trading.equity.marked",
    `marked:${utcDay(mark.barOpenTimeMs)}`,
    {
      sessionId: session.sessionId,
      strategyId: session.strategyId,
      barOpenTimeMs: mark.barOpenTimeMs,
      equityQuote: exactDecimal(mark.equity),
      positionAfter: exactDecimal(mark.position),
      closePrice: price(mark.close),
    },
    atMs,
  );
}

/** Returns the event that closes a session for good. */
export function sessionEnded(session: PaperSession, end: TradingSessionEnded, atMs: number): NewEvent {
  return sessionEvent(session, "trading.session.ended", "ended", end, atMs);
}

/** A strategy failed: known with the session from then on. */
export function strategyFailed(session: PaperSession, failed: StrategyFailed, atMs: number): NewEvent {
  return sessionEvent(session, "trading.strategy.failed", "failed", failed, atMs);
}
