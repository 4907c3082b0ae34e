import {
  type EventBus,
  type NewEvent,
  RaraError,
  type StrategyFailed,
  type TradingSessionEnded,
} from "@rara-trading/domain";
import { sessionStarted, SESSION_EVENT_TYPES } from "../events/session-events.ts";
import type { PaperSession } from "../paper/paper-session.ts";
import { OrderedPublisher } from "./ordered-publisher.ts";
import { payloadDifference } from "./payload-difference.ts";
import { findLoggedSession, type LoggedSession, type SessionEvent, sessionEvents } from "./session-log.ts";

/** Events that may be on their way to the log without anyone waiting for them. */
const UNAWAITED_EVENTS_MAX = 256;

function refuseOtherOptions(logged: LoggedSession["started"], started: NewEvent): void {
  const difference = payloadDifference(logged.payload, started.payload);
  if (difference === undefined) return;
  const { path } = difference;
  throw new RaraError(
    `Expected session ${logged.payload.sessionId} with ${path} ${JSON.stringify(difference.logged)} as it was started, ` +
      `found ${JSON.stringify(difference.found)}`,
    {
      category: "configuration",
      code: "trading.session-differs",
      hint: "Resume the session as it was started, or start a new one under another session id.",
      details: { eventId: logged.eventId, ...difference },
    },
  );
}

function diverged(sessionId: string, logged: SessionEvent, regenerated: NewEvent): RaraError {
  const difference = payloadDifference(logged.payload, regenerated.payload);
  const what =
    logged.eventId === regenerated.eventId && difference !== undefined
      ? `${logged.eventId} with ${difference.path} ${JSON.stringify(difference.logged)}, found ${JSON.stringify(difference.found)}`
      : `${logged.eventId}, found ${regenerated.eventId}`;
  return new RaraError(`Expected session ${sessionId} to regenerate the logged event ${what}`, {
    category: "bug",
    code: "trading.journal-diverged",
    hint: "Nothing was traded. The candles, the artifact or the engine changed since: start a new session under another id.",
    details: {
      sessionId,
      seq: logged.seq,
      logged: { eventId: logged.eventId, payload: logged.payload },
      found: { eventId: regenerated.eventId, payload: regenerated.payload },
    },
  });
}

/**
 * A session's side of the log. What the log holds already is checked against what the session regenerates, event by
 * event; what it does not hold yet is published. So a first start (nothing logged) and a recovery are one code path.
 */
export class SessionJournal {
  /** How the session ended, if it did; then nothing may be recorded. */
  readonly ended: TradingSessionEnded | undefined;
  /** How its strategy failed, if it did. */
  readonly failed: StrategyFailed | undefined;
  readonly #sessionId: string;
  readonly #publisher: OrderedPublisher;
  #logged: AsyncGenerator<SessionEvent> | undefined;

  private constructor(bus: EventBus, sessionId: string, logged: LoggedSession | undefined) {
    this.#sessionId = sessionId;
    this.#publisher = new OrderedPublisher(bus);
    this.ended = logged?.ended?.payload;
    this.failed = logged?.failed?.payload;
    if (logged !== undefined) {
      this.#logged = sessionEvents(bus, sessionId, SESSION_EVENT_TYPES, logged.started.seq + 1);
    }
  }

  /**
   * Opens the journal; a session that the log does not know is recorded as started first.
   * @throws RaraError `trading.session-differs` when the log knows it with other options, naming the first difference.
   */
  static async open(bus: EventBus, session: PaperSession, nowMs: number): Promise<SessionJournal> {
    const started = sessionStarted(session, nowMs);
    const logged = await findLoggedSession(bus, session.sessionId);
    if (logged === undefined) await bus.publish([started]);
    else refuseOtherOptions(logged.started, started);
    return new SessionJournal(bus, session.sessionId, logged);
  }

  /**
   * Records what happened, in order, and resolves once all of it is durable.
   * @throws RaraError `trading.journal-diverged` when the log tells another story; nothing is published then.
   */
  async record(events: readonly NewEvent[]): Promise<void> {
    await this.#take(events);
    await this.#publisher.settled();
  }

  /** Records what nobody needs to wait for; waits only while `UNAWAITED_EVENTS_MAX` are on their way. */
  async recordInBackground(events: readonly NewEvent[]): Promise<void> {
    await this.#take(events);
    if (this.#publisher.unsettled >= UNAWAITED_EVENTS_MAX) await this.#publisher.settled();
  }

  /** Resolves once everything recorded is durable. */
  settled(): Promise<void> {
    return this.#publisher.settled();
  }

  /** Resolves once nothing of the session is on its way to the log, whether that went well or not. */
  idle(): Promise<void> {
    return this.#publisher.idle();
  }

  async #take(events: readonly NewEvent[]): Promise<void> {
    for (const [i, event] of events.entries()) {
      const logged = await this.#nextLogged();
      if (logged === undefined) {
        this.#publisher.enqueue(events.slice(i));
        return;
      }
      if (logged.eventId !== event.eventId || payloadDifference(logged.payload, event.payload) !== undefined) {
        throw diverged(this.#sessionId, logged, event);
      }
    }
  }

  async #nextLogged(): Promise<SessionEvent | undefined> {
    if (this.#logged === undefined) return undefined;
    const { done, value } = await this.#logged.next();
    if (done !== true) return value;
    this.#logged = undefined;
    return undefined;
  }
}
