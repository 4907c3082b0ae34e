import { type NewEvent, newEvent } from "@rara-trading/domain";

/** The type of what the publishers publish. */
export const SOURCE_TYPE = "trading.paper.stop-requested";

/** The type of what the consumer answers, once for each source event. */
export const EFFECT_TYPE = "trading.paper.stopped";

/** Payload sizes vary with the index up to this many characters, so that commits span differing numbers of pages. */
const PADDING_MAX = 600;

/** Returns the id of a publisher's event number `index`. */
function sourceId(publisher: string, index: number): string {
  return `${publisher}-${index}`;
}

/** Returns a publisher's event number `index`: the same one in every life of the process, whatever the clock. */
export function sourceEvent(publisher: string, index: number): NewEvent {
  const eventId = sourceId(publisher, index);
  const requestId = eventId.padEnd((index * 7_919) % PADDING_MAX, "-");
  return newEvent(
    SOURCE_TYPE,
    { requestId },
    { eventId, occurredAtMs: index, source: publisher, correlationId: publisher },
  );
}

/**
 * Returns the effect of a source event. Its id names the attempt, not the source event: an effect that happens
 * twice must be seen twice, not be hidden by dedupe.
 */
export function effectEvent(attemptId: string, sourceEventId: string): NewEvent {
  const payload = { ownerId: "kill-test", requestId: sourceEventId, reason: "requested" } as const;
  const about = { eventId: attemptId, occurredAtMs: 0, source: "consumer", correlationId: sourceEventId };
  return newEvent(EFFECT_TYPE, payload, about);
}
