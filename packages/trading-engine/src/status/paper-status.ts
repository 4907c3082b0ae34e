import {
  assertNever,
  type EventBus,
  type InstrumentId,
  type StoredEvent,
  type StoredEventOf,
  storedEvents,
  type Timeframe,
  toFloat64,
  type TradingSessionEnded,
} from "@rara-trading/domain";
import { SESSION_EVENT_TYPES } from "../events/session-events.ts";
import { isSessionEvent, type SessionEvent } from "../journal/session-log.ts";

/** How a paper session stands, as far as the log tells. Money in quote currency, positions in signed base units. */
export interface PaperSessionStatus {
  readonly sessionId: string;
  readonly strategyId: string;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  /** `stopped`: its desk stopped before the session ended; it can go on. Whether a desk runs now, the lease tells. */
  readonly state: "running" | "stopped" | "ended";
  readonly endReason: TradingSessionEnded["reason"] | null;
  readonly endDetail: string | null;
  readonly startedAtMs: number;
  /** When its latest event was published. */
  readonly lastEventAtMs: number;
  /** Known once the session has ended. */
  readonly barsProcessed: number | null;
  /** Open time of the latest bar that an event tells of. */
  readonly lastBarOpenTimeMs: number | null;
  readonly position: number;
  readonly capitalQuote: number;
  /** At the latest daily mark; the capital before the first. */
  readonly equityQuote: number;
  /** UTC days marked so far. */
  readonly days: number;
  readonly approvals: number;
  readonly fills: number;
  readonly refusals: number;
  /** Refusals by the guard that said no. */
  readonly refusalsByGuard: Readonly<Record<string, number>>;
  readonly feesQuote: number;
}

/** The event types that `PaperStatusFold` reads. */
const STATUS_EVENT_TYPES = [...SESSION_EVENT_TYPES, "trading.paper.stopped"] as const;

function opened({ payload, occurredAtMs }: StoredEventOf<"trading.session.started">): PaperSessionStatus {
  const capitalQuote = toFloat64(payload.capitalQuote);
  return {
    sessionId: payload.sessionId,
    strategyId: payload.strategyId,
    instrument: payload.instrument,
    timeframe: payload.timeframe,
    state: "running",
    endReason: null,
    endDetail: null,
    startedAtMs: occurredAtMs,
    lastEventAtMs: occurredAtMs,
    barsProcessed: null,
    lastBarOpenTimeMs: null,
    position: 0,
    capitalQuote,
    equityQuote: capitalQuote,
    days: 0,
    approvals: 0,
    fills: 0,
    refusals: 0,
    refusalsByGuard: {},
    feesQuote: 0,
  };
}

function changesOf(
  status: PaperSessionStatus,
  event: Exclude<SessionEvent, StoredEventOf<"trading.session.started">>,
): Partial<PaperSessionStatus> {
  switch (event.type) {
    case "trading.order.approved":
      return { lastBarOpenTimeMs: event.payload.barOpenTimeMs, approvals: status.approvals + 1 };
    case "trading.order.refused": {
      const { guard, barOpenTimeMs } = event.payload;
      const byGuard = { ...status.refusalsByGuard, [guard]: (status.refusalsByGuard[guard] ?? 0) + 1 };
      return { lastBarOpenTimeMs: barOpenTimeMs, refusals: status.refusals + 1, refusalsByGuard: byGuard };
    }
    case "trading.order.filled":
      return {
        lastBarOpenTimeMs: event.payload.barOpenTimeMs,
        position: toFloat64(event.payload.positionAfter),
        fills: status.fills + 1,
        feesQuote: status.feesQuote + toFloat64(event.payload.feeQuote),
      };
    case "trading.equity.marked":
      return {
        lastBarOpenTimeMs: event.payload.barOpenTimeMs,
        equityQuote: toFloat64(event.payload.equityQuote),
        days: status.days + 1,
      };
    case "trading.strategy.failed":
      return { lastBarOpenTimeMs: event.payload.barOpenTimeMs };
    case "trading.session.ended": {
      const { reason, detail, barsProcessed, lastBarOpenTimeMs } = event.payload;
      return { state: "ended", endReason: reason, endDetail: detail, barsProcessed, lastBarOpenTimeMs };
    }
    default:
      return assertNever(event);
  }
}

/** Folds the log into the status of every paper session; events must come in order. */
export class PaperStatusFold {
  readonly #sessions = new Map<string, PaperSessionStatus>();

  /** Takes the next event; those that tell nothing about paper sessions are ignored. */
  apply(event: StoredEvent): void {
    if (event.type === "trading.paper.stopped") this.#stopAll();
    if (!isSessionEvent(event)) return;
    if (event.type === "trading.session.started") {
      this.#sessions.set(event.payload.sessionId, opened(event));
      return;
    }
    const status = this.#sessions.get(event.payload.sessionId);
    if (status === undefined) return;
    const changed = { state: "running", lastEventAtMs: event.occurredAtMs, ...changesOf(status, event) } as const;
    this.#sessions.set(status.sessionId, { ...status, ...changed });
  }

  /** Every session so far, in the order in which they started. */
  sessions(): readonly PaperSessionStatus[] {
    return [...this.#sessions.values()];
  }

  #stopAll(): void {
    for (const [sessionId, status] of this.#sessions) {
      if (status.state === "running") this.#sessions.set(sessionId, { ...status, state: "stopped" });
    }
  }
}

/** Returns the status of every paper session that the events tell of, in the order in which they started. */
export function foldPaperStatus(events: Iterable<StoredEvent>): readonly PaperSessionStatus[] {
  const fold = new PaperStatusFold();
  for (const event of events) fold.apply(event);
  return fold.sessions();
}

/** Reads the log from its start, a bounded page at a time, and returns the status of every paper session. */
export async function readPaperStatus(bus: EventBus): Promise<readonly PaperSessionStatus[]> {
  const fold = new PaperStatusFold();
  for await (const event of storedEvents(bus, STATUS_EVENT_TYPES, 1)) fold.apply(event);
  return fold.sessions();
}
