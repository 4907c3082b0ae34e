import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { audit, violationsOf } from "../scripts/kill-test/audit.ts";
import { effectEvent, sourceEvent } from "../scripts/kill-test/kill-test-events.ts";
import { ACKNOWLEDGED_BETWEEN_KILLS_MIN, runKillTest } from "../scripts/kill-test/run-kill-test.ts";
import { temporaryLog } from "../scripts/temporary-log.ts";
import { recordOf } from "./event-record.ts";
import { LogWriter } from "./log-writer.ts";
import { openWritable } from "./open-database.ts";

const KILLS = 5;
/** About 10 s when the machine has nothing else to do. */
const TEST_TIMEOUT_MS = 180_000;

describe("the log under kill -9", () => {
  it(
    `loses and repeats nothing when two publishers and a consumer are killed ${KILLS} times`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "rara-kill-test-"));
      const result = await runKillTest({ folder, kills: KILLS, seed: "ci" });
      expect(result).toMatchObject({
        kills: KILLS,
        acknowledgedLost: 0,
        seqGaps: 0,
        duplicateEffects: 0,
        missingEffects: 0,
        integrity: "ok",
        violations: [],
      });
      expect(result.acknowledgedBetweenKillsMin).toBeGreaterThanOrEqual(ACKNOWLEDGED_BETWEEN_KILLS_MIN);
      expect(result.effects).toBe(result.sourceEvents);
      expect(result.sourceEvents).toBeGreaterThanOrEqual(result.acknowledged);
      await rm(folder, { recursive: true });
    },
    TEST_TIMEOUT_MS,
  );
});

describe("the kill test's audit", () => {
  const ACKNOWLEDGED = [
    { eventId: "p-1", seq: 1 },
    { eventId: "p-2", seq: 2 },
  ];

  /** Audits a log with source events p-1 and p-2, an effect for each, and what `spoil` does to it. */
  async function audited(spoil: (database: DatabaseSync, writer: LogWriter) => void): Promise<readonly string[]> {
    await using file = await temporaryLog();
    using database = openWritable(file.path, "full");
    const writer = new LogWriter(database);
    const events = [sourceEvent("p", 1), sourceEvent("p", 2), effectEvent("e-1", "p-1"), effectEvent("e-2", "p-2")];
    writer.append(events.map(recordOf));
    database.exec("DROP TRIGGER events_are_not_deleted; DROP TRIGGER events_are_not_updated");
    spoil(database, writer);
    return violationsOf(audit(file.path, ACKNOWLEDGED));
  }

  it("finds nothing wrong with an intact log", async () => {
    expect(await audited(() => {})).toEqual([]);
  });

  it.each([
    ["an acknowledged event that is gone", "DELETE FROM events WHERE seq >= 2", "acknowledgedLost 0, found 1"],
    ["an acknowledged event under another number", "UPDATE events SET seq = 9 WHERE seq = 2", "acknowledgedLost 0"],
    ["a gap in the middle", "DELETE FROM events WHERE seq = 3", "seqGaps 0, found 1"],
    ["a gap at the start", "DELETE FROM events WHERE seq = 1", "seqGaps 0"],
    ["an event without an effect", "DELETE FROM events WHERE seq = 4", "missingEffects 0, found 1"],
  ])("sees %s", async (_name, sql, violation) => {
    expect((await audited((database) => database.exec(sql))).join("; ")).toContain(violation);
  });

  it("sees an effect that happened twice, and one of an event that does not exist", async () => {
    const twice = await audited((_database, writer) => writer.append([recordOf(effectEvent("e-3", "p-1"))]));
    expect(twice).toEqual(["Expected duplicateEffects 0, found 1"]);
    const orphan = await audited((_database, writer) => writer.append([recordOf(effectEvent("e-3", "p-9"))]));
    expect(orphan).toEqual(["Expected duplicateEffects 0, found 1"]);
  });
});
