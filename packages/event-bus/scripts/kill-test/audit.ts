import { DatabaseSync } from "node:sqlite";
import type { Acknowledged } from "./acknowledged-file.ts";
import { EFFECT_TYPE, SOURCE_TYPE } from "./kill-test-events.ts";

/** What a log holds after the kills, read with plain SQL and none of the adapter's code. */
export interface Audit {
  readonly events: number;
  readonly sourceEvents: number;
  readonly effects: number;
  readonly acknowledged: number;
  /** Acknowledged events that are absent, or stand under another number than was acknowledged. */
  readonly acknowledgedLost: number;
  /** Numbers missing between 1 and the last. */
  readonly seqGaps: number;
  /** Effects beyond the first for one source event, and effects of events that do not exist. */
  readonly duplicateEffects: number;
  /** Source events without an effect. */
  readonly missingEffects: number;
  /** SQLite's own verdict: `ok`. */
  readonly integrity: string;
}

function openLog(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
}

function number(database: DatabaseSync, sql: string, ...values: string[]): number {
  return Number(Object.values(database.prepare(sql).get(...values) ?? {})[0]);
}

/** Returns how many source events have no effect yet. */
export function countMissingEffects(path: string): number {
  using database = openLog(path);
  return number(
    database,
    `SELECT count(*) FROM events AS source WHERE type = ? AND NOT EXISTS
       (SELECT 1 FROM events WHERE correlation_id = source.event_id AND type = ?)`,
    SOURCE_TYPE,
    EFFECT_TYPE,
  );
}

/** Compares the log with what was acknowledged. */
export function audit(path: string, acknowledged: readonly Acknowledged[]): Audit {
  const missingEffects = countMissingEffects(path);
  using database = openLog(path);
  const find = database.prepare("SELECT seq FROM events WHERE event_id = ?");
  const lost = acknowledged.filter(({ eventId, seq }) => find.get(eventId)?.["seq"] !== seq);
  const ofType = "SELECT count(*) FROM events WHERE type = ?";
  const effects = number(database, ofType, EFFECT_TYPE);
  const answered = `SELECT count(DISTINCT source.seq) FROM events AS effect
    JOIN events AS source ON source.event_id = json_extract(effect.payload, '$.requestId') AND source.type = ?
    WHERE effect.type = ?`;
  return {
    events: number(database, "SELECT count(*) FROM events"),
    sourceEvents: number(database, ofType, SOURCE_TYPE),
    effects,
    acknowledged: acknowledged.length,
    acknowledgedLost: lost.length,
    seqGaps: number(database, "SELECT coalesce(max(seq), 0) - count(*) + (count(*) > 0 AND min(seq) <> 1) FROM events"),
    duplicateEffects: effects - number(database, answered, SOURCE_TYPE, EFFECT_TYPE),
    missingEffects,
    integrity: String(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"]),
  };
}

/** Returns a sentence for everything in an audit that must not be. */
export function violationsOf(found: Audit): readonly string[] {
  const zero = ["acknowledgedLost", "seqGaps", "duplicateEffects", "missingEffects"] as const;
  const violations = zero.filter((name) => found[name] !== 0).map((name) => `Expected ${name} 0, found ${found[name]}`);
  if (found.integrity !== "ok") violations.push(`Expected integrity ok, found ${found.integrity}`);
  return violations;
}
