import { describe, expect, it } from "vitest";
import { RaraError } from "../rara-error.ts";
import { EVENT_SCHEMA_VERSIONS } from "./event-catalogue.ts";
import { checkedEvent, isEvent, newEvent, type StoredEvent } from "./event.ts";

const ABOUT = { eventId: "e-1", occurredAtMs: 1_704_067_200_000, source: "cli", correlationId: "walk-1" };

function stored(changes: Record<string, unknown> = {}): StoredEvent {
  const event = newEvent("trading.paper.stop-requested", { requestId: "r-1" }, ABOUT);
  return { ...event, seq: 12, ...changes };
}

describe("newEvent", () => {
  it("wraps a payload at the schema version of its type", () => {
    expect(newEvent("trading.paper.stop-requested", { requestId: "r-1" }, ABOUT)).toEqual({
      eventId: "e-1",
      type: "trading.paper.stop-requested",
      schemaVersion: EVENT_SCHEMA_VERSIONS["trading.paper.stop-requested"],
      occurredAtMs: 1_704_067_200_000,
      source: "cli",
      correlationId: "walk-1",
      payload: { requestId: "r-1" },
    });
  });
});

describe("isEvent", () => {
  it("tells types apart", () => {
    expect(isEvent(stored(), "trading.paper.stop-requested")).toBe(true);
    expect(isEvent(stored(), "trading.paper.stopped")).toBe(false);
  });
});

describe("checkedEvent", () => {
  it("returns what this build understands, unchanged", () => {
    const event = stored();
    expect(checkedEvent(event)).toBe(event);
  });

  it("refuses a newer schema version and names both", () => {
    expect(() => checkedEvent(stored({ schemaVersion: 7 }))).toThrow(RaraError);
    expect(() => checkedEvent(stored({ schemaVersion: 7 }))).toThrow(
      "Expected trading.paper.stop-requested of schema version 1 to 1, found trading.paper.stop-requested of schema version 7 at seq 12",
    );
  });

  it.each([0, -1, NaN])("refuses a schema version of %s", (schemaVersion) => {
    expect(() => checkedEvent(stored({ schemaVersion }))).toThrow(/schema version 1 to 1/);
  });

  it.each(["trading.order.teleported", "", "toString", "constructor"])("refuses the unknown type %j", (type) => {
    expect(() => checkedEvent(stored({ type }))).toThrow("Expected a known event type");
  });

  it("says what to do", () => {
    try {
      checkedEvent(stored({ schemaVersion: 2 }));
      expect.unreachable();
    } catch (error) {
      expect(RaraError.from(error)).toMatchObject({
        code: "event.unknown",
        category: "configuration",
        hint: expect.stringContaining("update"),
      });
    }
  });
});

describe("the event catalogue", () => {
  it("names facts: dotted, in the past tense, each with a whole version from 1 on", () => {
    for (const [type, version] of Object.entries(EVENT_SCHEMA_VERSIONS)) {
      expect(type).toMatch(/^(research|strategy|trading|feedback)\.[a-z]+\.([a-z]+-)?[a-z]+ed$/);
      expect(Number.isInteger(version) && version >= 1).toBe(true);
    }
  });
});
