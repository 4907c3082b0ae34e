import { checkedEvent, EVENT_SCHEMA_VERSIONS, type NewEvent, RaraError, type StoredEvent } from "@rara-trading/domain";
import { NAME_LENGTH_MAX, PUBLISH_EVENTS_MAX } from "./limits.ts";
import { payloadJson } from "./payload-json.ts";

/** An event in the form in which it crosses to the writer and lies in the table: the payload is JSON text. */
export interface EventRecord {
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAtMs: number;
  readonly source: string;
  readonly correlationId: string;
  readonly payload: string;
}

/** A record with its place in the log. */
export interface StoredEventRecord extends EventRecord {
  readonly seq: number;
}

function invalid(expected: string, found: unknown, field: string): RaraError {
  return new RaraError(`Expected ${expected} as ${field}, found ${JSON.stringify(found) ?? String(found)}`, {
    category: "bug",
    code: "event.invalid",
    hint: "Build events with newEvent and ids from an IdSource.",
    details: { field },
  });
}

/** Returns `value` when it can name something in the log. @throws RaraError `event.invalid` that names `field`. */
export function checkedName(value: string, field: string): string {
  const printable = value.length > 0 && value.length <= NAME_LENGTH_MAX && /^\P{C}+$/u.test(value);
  if (!printable) throw invalid(`1 to ${NAME_LENGTH_MAX} printable characters`, value, field);
  return value;
}

/**
 * Returns an event as the record to store.
 * @throws RaraError `event.invalid`, `event.payload` or `event.payload-size` when the log must not take it.
 */
export function recordOf(event: NewEvent): EventRecord {
  const version = (EVENT_SCHEMA_VERSIONS as Readonly<Record<string, number | undefined>>)[event.type];
  if (version === undefined) throw invalid("a known event type", event.type, "type");
  if (event.schemaVersion !== version) throw invalid(`${version}`, event.schemaVersion, "schemaVersion");
  if (!Number.isSafeInteger(event.occurredAtMs) || event.occurredAtMs < 0) {
    throw invalid("whole epoch milliseconds", event.occurredAtMs, "occurredAtMs");
  }
  return {
    eventId: checkedName(event.eventId, "eventId"),
    type: event.type,
    schemaVersion: event.schemaVersion,
    occurredAtMs: event.occurredAtMs,
    source: checkedName(event.source, "source"),
    correlationId: checkedName(event.correlationId, "correlationId"),
    payload: payloadJson(event.payload),
  };
}

/** Returns the records of a batch. @throws as `recordOf`, and `event.invalid` above `PUBLISH_EVENTS_MAX` events. */
export function recordsOf(events: readonly NewEvent[]): readonly EventRecord[] {
  if (events.length > PUBLISH_EVENTS_MAX) {
    throw invalid(`at most ${PUBLISH_EVENTS_MAX} events`, events.length, "batch length");
  }
  return events.map(recordOf);
}

/** Returns the stored event of a record. @throws RaraError `event.unknown` when this build does not understand it. */
export function eventOf(record: StoredEventRecord): StoredEvent {
  // Sound: `checkedEvent` refuses types and versions whose payload this build cannot name.
  return checkedEvent({ ...record, payload: JSON.parse(record.payload) as unknown } as StoredEvent);
}
