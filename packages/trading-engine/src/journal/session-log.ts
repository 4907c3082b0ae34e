import { type EventBus, type StoredEvent, type StoredEventOf, storedEvents } from "@rara-trading/domain";
import { SESSION_EVENT_TYPES, type SessionEventType } from "../events/session-events.ts";

/** A stored event that tells a session. */
export type SessionEvent = StoredEvent & { readonly type: SessionEventType };

const TYPES: ReadonlySet<string> = new Set(SESSION_EVENT_TYPES);

/** Returns whether an event tells a session, and narrows it. */
export function isSessionEvent(event: StoredEvent): event is SessionEvent {
  return TYPES.has(event.type);
}

/** Yields what the log holds of one session, in order. */
export async function* sessionEvents(
  bus: EventBus,
  sessionId: string,
  types: readonly SessionEventType[],
  fromSeq: number,
): AsyncGenerator<SessionEvent> {
  for await (const event of storedEvents(bus, types, fromSeq)) {
    if (isSessionEvent(event) && event.payload.sessionId === sessionId) yield event;
  }
}

/** How a session stands in the log. */
export interface LoggedSession {
  readonly started: StoredEventOf<"trading.session.started">;
  readonly failed: StoredEventOf<"trading.strategy.failed"> | undefined;
  readonly ended: StoredEventOf<"trading.session.ended"> | undefined;
}

/** Returns how a session stands in the log, or undefined when it never started. */
export async function findLoggedSession(bus: EventBus, sessionId: string): Promise<LoggedSession | undefined> {
  for await (const started of sessionEvents(bus, sessionId, ["trading.session.started"], 1)) {
    if (started.type !== "trading.session.started") continue;
    let failed: LoggedSession["failed"];
    const later = sessionEvents(bus, sessionId, ["trading.strategy.failed", "trading.session.ended"], started.seq);
    for await (const event of later) {
      if (event.type === "trading.session.ended") return { started, failed, ended: event };
      if (event.type === "trading.strategy.failed") failed = event;
    }
    return { started, failed, ended: undefined };
  }
  return undefined;
}
