import type { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { temporaryLog } from "../scripts/temporary-log.ts";
import { walCommits } from "../scripts/wal-commits.ts";
import { commitGroup, type GroupOutcome } from "./commit-group.ts";
import type { PublishRequest, WriteRequest } from "./commit-protocol.ts";
import { requested } from "./contract-log.ts";
import { recordOf } from "./event-record.ts";
import { LogWriter } from "./log-writer.ts";
import { openReadOnly, openWritable } from "./open-database.ts";

function publish(...ids: readonly string[]): PublishRequest {
  return { kind: "publish", records: ids.map((id) => recordOf(requested(id))) };
}

/** A publication whose id is stored with other content. */
function conflict(id: string): PublishRequest {
  return { kind: "publish", records: [{ ...recordOf(requested(id)), payload: '{"requestId":"other"}' }] };
}

function codes({ outcomes }: GroupOutcome): readonly string[] {
  return outcomes.map((outcome) => (outcome.kind === "failed" ? outcome.failure.code : outcome.kind));
}

function storedIds(path: string): readonly unknown[] {
  using reader = openReadOnly(path);
  const rows = reader.prepare("SELECT event_id AS id FROM events ORDER BY seq").all();
  return rows.map(({ id }) => id);
}

async function withLog(
  work: (log: {
    readonly path: string;
    readonly database: DatabaseSync;
    readonly commit: (...requests: readonly WriteRequest[]) => GroupOutcome;
  }) => void,
): Promise<void> {
  await using file = await temporaryLog();
  using database = openWritable(file.path, "full");
  const writer = new LogWriter(database);
  work({ path: file.path, database, commit: (...requests) => commitGroup(database, writer, requests) });
}

describe("commitGroup", () => {
  it("commits all requests of a group with one commit", () =>
    withLog(({ path, commit }) => {
      const before = walCommits(path);
      expect(codes(commit(publish("a"), publish("b", "c"), publish("d")))).toEqual(Array(3).fill("committed"));
      expect(storedIds(path)).toEqual(["a", "b", "c", "d"]);
      expect(walCommits(path)).toBe(before + 1);
    }));

  it("leaves no trace of a refused request between its neighbours", () =>
    withLog(({ path, commit }) => {
      const refused: PublishRequest = { kind: "publish", records: [...publish("x").records, ...conflict("a").records] };
      expect(codes(commit(publish("a"), refused, publish("b")))).toEqual([
        "committed",
        "event.id-conflict",
        "committed",
      ]);
      expect(storedIds(path)).toEqual(["a", "b"]);
    }));

  it("fails every request of a group when the disk is full, stores none, and goes on once there is room", () =>
    withLog(({ path, database, commit }) => {
      commit(publish("a"));
      const pages = Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
      database.exec(`PRAGMA max_page_count = ${pages}`);
      const big: PublishRequest = {
        kind: "publish",
        records: [{ ...recordOf(requested("big")), payload: JSON.stringify({ text: "x".repeat(100_000) }) }],
      };
      const full = commit(publish("b"), big, publish("c"));
      expect(codes(full)).toEqual(Array(3).fill("event.disk-full"));
      expect(full.fatal).toBeUndefined();
      expect(storedIds(path)).toEqual(["a"]);
      database.exec("PRAGMA max_page_count = 1000000");
      expect(codes(commit(publish("b"), big))).toEqual(["committed", "committed"]);
      expect(storedIds(path)).toEqual(["a", "b", "big"]);
    }));

  it("says that the log is busy when another connection keeps the write lock, and stores nothing", () =>
    withLog(({ path, database, commit }) => {
      using other = openWritable(path, "full");
      other.exec("BEGIN IMMEDIATE");
      expect(codes(commitGroup(database, new LogWriter(database), [publish("a")], 20))).toEqual(["event.busy"]);
      other.exec("ROLLBACK");
      expect(codes(commit(publish("a")))).toEqual(["committed"]);
      expect(storedIds(path)).toEqual(["a"]);
    }));

  it("fsyncs also before it answers that an event was stored already", () =>
    withLog(({ path, commit }) => {
      commit(publish("a"));
      const before = walCommits(path);
      expect(codes(commit(publish("a")))).toEqual(["committed"]);
      expect(walCommits(path)).toBe(before + 1);
    }));
});
