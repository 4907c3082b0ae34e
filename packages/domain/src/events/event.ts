import { RaraError } from "../rara-error.ts";
import { EVENT_SCHEMA_VERSIONS, type EventPayloads, type EventType } from "./event-catalogue.ts";

/** What surrounds every payload. */
export interface EventEnvelope<Type extends EventType> {
  /** Unique for ever. Publishing an id twice stores it once, so a deterministic id makes a publication idempotent. */
  readonly eventId: string;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly occurredAtMs: number;
  /** The component that publishes: `research`, `paper`, `feedback`, `cli`. */
  readonly source: string;
  /** Shared by every event of one walk through the house. */
  readonly correlationId: string;
  readonly payload: EventPayloads[Type];
}

/** An event that has not been stored yet; a union over all types, so that `type` narrows `payload`. */
export type NewEvent = { [Type in EventType]: EventEnvelope<Type> }[EventType];

/** An event as the log holds it: with its place in the gapless sequence 1, 2, 3 … */
export type StoredEvent = NewEvent & { readonly seq: number };

/** The stored events of one type. */
export type StoredEventOf<Type extends EventType> = EventEnvelope<Type> & { readonly seq: number };

/** Returns an event of the current schema version. */
export function newEvent<Type extends EventType>(
  type: Type,
  payload: EventPayloads[Type],
  about: {
    readonly eventId: string;
    readonly occurredAtMs: number;
    readonly source: string;
    readonly correlationId: string;
  },
): NewEvent {
  const event: EventEnvelope<Type> = { ...about, type, schemaVersion: EVENT_SCHEMA_VERSIONS[type], payload };
  // Sound: the union has one member a type, and `type` and `payload` came from the same one.
  return event as unknown as NewEvent;
}

/** Returns whether `event` is of `type`, and narrows it. */
export function isEvent<Type extends EventType>(
  event: StoredEvent,
  type: Type,
): event is StoredEvent & StoredEventOf<Type> {
  return event.type === type;
}

/**
 * Returns an event read from storage after checking that this build understands it.
 * @throws RaraError `event.unknown` for an unknown type or a newer schema version, with both versions named.
 */
export function checkedEvent(event: StoredEvent): StoredEvent {
  const known = Object.hasOwn(EVENT_SCHEMA_VERSIONS, event.type) ? EVENT_SCHEMA_VERSIONS[event.type] : undefined;
  if (known !== undefined && event.schemaVersion >= 1 && event.schemaVersion <= known) return event;
  const expected = known === undefined ? "a known event type" : `${event.type} of schema version 1 to ${known}`;
  throw new RaraError(
    `Expected ${expected}, found ${event.type} of schema version ${event.schemaVersion} at seq ${event.seq}`,
    {
      category: "configuration",
      code: "event.unknown",
      hint: "This home folder was written by a newer rara-trading: update this installation.",
    },
  );
}
