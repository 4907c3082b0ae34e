import { type EventBus, type NewEvent, newEvent, type StoredEvent } from "@rara-trading/domain";

/** A log for one test: empty at first, and open to any number of handles at once. */
export interface SharedLog extends AsyncDisposable {
  /** Opens another handle, as another process would. */
  open(): Promise<EventBus>;
}

/** How an adapter under test makes a fresh log. */
export type OpenLog = () => Promise<SharedLog>;

/** Longest that a test waits for an event that has been published. */
const ARRIVAL_TIMEOUT_MS = 10_000;

/** Returns a request event; its id names it, so the same id always has the same content. */
export function requested(eventId: string, correlationId = "walk-1"): NewEvent {
  return newEvent(
    "trading.paper.stop-requested",
    { requestId: eventId },
    { eventId, occurredAtMs: 1_700_000_000_000, source: "contract", correlationId },
  );
}

/** Returns an event of another type, which answers `requestId`. */
export function answered(eventId: string, requestId: string, correlationId = "walk-1"): NewEvent {
  return newEvent(
    "trading.paper.stopped",
    { ownerId: "contract", requestId, reason: "requested" },
    { eventId, occurredAtMs: 1_700_000_000_001, source: "contract", correlationId },
  );
}

/** Returns request events `prefix-1` to `prefix-count`. */
export function requestedMany(prefix: string, count: number): readonly NewEvent[] {
  return Array.from({ length: count }, (_, i) => requested(`${prefix}-${i + 1}`));
}

/** Returns the ids, in order. */
export function idsOf(events: readonly NewEvent[]): readonly string[] {
  return events.map((event) => event.eventId);
}

/** Returns the sequence numbers, in order. */
export function seqsOf(events: readonly StoredEvent[]): readonly number[] {
  return events.map((event) => event.seq);
}

/** Returns 1, 2, … `count`. */
export function oneTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** Returns a signal that ends a wait which should long have been over. */
export function patience(): AbortSignal {
  return AbortSignal.timeout(ARRIVAL_TIMEOUT_MS);
}

/** Returns the first `count` events of a stream. */
export async function take(stream: AsyncIterable<StoredEvent>, count: number): Promise<readonly StoredEvent[]> {
  const taken: StoredEvent[] = [];
  for await (const event of stream) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}
