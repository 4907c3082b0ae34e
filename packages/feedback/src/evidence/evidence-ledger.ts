import {
  assertNever,
  type EventType,
  type Fill,
  fillOf,
  RaraError,
  type StoredEvent,
  type StoredEventOf,
  toFloat64,
  type VaultVerdict,
} from "@rara-trading/domain";
import type { EquityMark, SessionRecord } from "./session-record.ts";

/** The event types that evidence is made of. */
export const EVIDENCE_EVENT_TYPES = [
  "research.candidate.accepted",
  "trading.session.started",
  "trading.order.refused",
  "trading.order.filled",
  "trading.equity.marked",
  "trading.session.ended",
] as const satisfies readonly EventType[];

/** A stored event that evidence is made of. */
type EvidenceEvent = StoredEvent & { readonly type: (typeof EVIDENCE_EVENT_TYPES)[number] };

const TYPES: ReadonlySet<string> = new Set(EVIDENCE_EVENT_TYPES);

function isEvidence(event: StoredEvent): event is EvidenceEvent {
  return TYPES.has(event.type);
}

/** What research knew of a strategy. */
interface ResearchFacts {
  readonly winRate: number | null;
  readonly vault: VaultVerdict | null;
  readonly trialId: string | null;
}

const UNKNOWN_TO_RESEARCH: ResearchFacts = { winRate: null, vault: null, trialId: null };

/** A record that still grows. */
interface OpenRecord extends SessionRecord {
  readonly fills: Fill[];
  readonly marks: EquityMark[];
  refusals: number;
  end: SessionRecord["end"];
}

function openRecord(
  event: StoredEventOf<"trading.session.started">,
  research: ResearchFacts,
  earlierSessions: number,
): OpenRecord {
  const { payload, correlationId } = event;
  return {
    sessionId: payload.sessionId,
    strategyId: payload.strategyId,
    artifactSha256: payload.artifactSha256,
    correlationId,
    stage: payload.mode,
    instrument: payload.instrument,
    capital: toFloat64(payload.capitalQuote),
    equityFraction: payload.sizing.equityFraction,
    fills: [],
    refusals: 0,
    marks: [],
    end: undefined,
    earlierSessions,
    researchWinRate: research.winRate,
    vault: research.vault,
    trialId: research.trialId,
  };
}

/**
 * Folds the log into one record a trading session. Events come in the log's order; one that was taken before is
 * ignored, so a batch may be delivered any number of times and cut anywhere.
 */
export class EvidenceLedger {
  readonly #records = new Map<string, OpenRecord>();
  /** By strategy. */
  readonly #research = new Map<string, ResearchFacts>();
  /** Sessions started so far, by strategy. */
  readonly #sessions = new Map<string, number>();
  #lastSeq = 0;

  /** The sequence number up to which the log is folded in. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /**
   * Takes the next event; other types than `EVIDENCE_EVENT_TYPES` only move `lastSeq`.
   * @throws RaraError `feedback.session-unknown` when an event tells of a session that never started.
   */
  apply(event: StoredEvent): void {
    if (event.seq <= this.#lastSeq) return;
    if (isEvidence(event)) this.#fold(event);
    this.#lastSeq = event.seq;
  }

  /** Returns what is known of a session, or undefined. */
  record(sessionId: string): SessionRecord | undefined {
    return this.#records.get(sessionId);
  }

  /** Returns every session, in the order in which they started. */
  records(): readonly SessionRecord[] {
    return [...this.#records.values()];
  }

  #fold(event: EvidenceEvent): void {
    switch (event.type) {
      case "research.candidate.accepted":
        this.#research.set(event.payload.strategyId, {
          winRate: event.payload.researchMetrics.winRate,
          vault: event.payload.vault ?? null,
          trialId: event.payload.trialId,
        });
        return;
      case "trading.session.started": {
        const { sessionId, strategyId } = event.payload;
        const research = this.#research.get(strategyId) ?? UNKNOWN_TO_RESEARCH;
        const earlier = this.#sessions.get(strategyId) ?? 0;
        this.#sessions.set(strategyId, earlier + 1);
        this.#records.set(sessionId, openRecord(event, research, earlier));
        return;
      }
      case "trading.order.refused":
        this.#open(event).refusals += 1;
        return;
      case "trading.order.filled":
        this.#open(event).fills.push(fillOf(event.payload));
        return;
      case "trading.equity.marked": {
        const { barOpenTimeMs, equityQuote, positionAfter } = event.payload;
        const mark = { barOpenTimeMs, equity: toFloat64(equityQuote), position: toFloat64(positionAfter) };
        this.#open(event).marks.push(mark);
        return;
      }
      case "trading.session.ended":
        this.#open(event).end = event.payload;
        return;
      default:
        assertNever(event);
    }
  }

  #open(event: StoredEvent & { readonly payload: { readonly sessionId: string } }): OpenRecord {
    const { sessionId } = event.payload;
    const record = this.#records.get(sessionId);
    if (record !== undefined) return record;
    throw new RaraError(`Expected session ${sessionId} to have started, found ${event.type} at seq ${event.seq}`, {
      category: "bug",
      code: "feedback.session-unknown",
      hint: "Fold the log from its start.",
      details: { eventId: event.eventId },
    });
  }
}
