import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "./migrations.ts";
import { openWritable } from "./open-database.ts";
import { finished, importable, runScript } from "../scripts/run-script.ts";
import { temporaryLog } from "../scripts/temporary-log.ts";

describe("openWritable", () => {
  it("creates a log in WAL mode that fsyncs every commit, at the present schema version", async () => {
    await using file = await temporaryLog();
    const database = openWritable(file.path, "full");
    const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect(pragma("journal_mode")).toBe("wal");
    expect(pragma("synchronous")).toBe(2);
    expect(pragma("user_version")).toBe(SCHEMA_VERSION);
    expect(pragma("application_id")).toBe(APPLICATION_ID);
    database.close();
  });

  it("refuses a log that a newer build wrote, names both versions and changes nothing", async () => {
    await using file = await temporaryLog();
    const newer = new DatabaseSync(file.path);
    newer.exec("PRAGMA user_version = 7");
    expect(() => openWritable(file.path, "full")).toThrow(
      `Expected a log of schema version ${SCHEMA_VERSION} or older, found version 7`,
    );
    expect(newer.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()).toEqual({ tables: 0 });
    newer.close();
  });

  it("says where a log cannot be opened", async () => {
    await using file = await temporaryLog();
    const path = `${file.path}/no-such-folder/rara.db`;
    expect(() => openWritable(path, "full")).toThrow(expect.objectContaining({ code: "event.open" }));
    expect(() => openWritable(path, "full")).toThrow(path);
  });

  it("refuses a file that is no database", async () => {
    await using file = await temporaryLog("not a database, but long enough to be read as one ".repeat(100));
    expect(() => openWritable(file.path, "full")).toThrow(expect.objectContaining({ code: "event.corrupt" }));
  });

  it("lets several processes create one log at the same moment", async () => {
    await using file = await temporaryLog();
    const startsAtMs = Date.now() + 1_000;
    const code = `
      import { openWritable } from ${importable("./open-database.ts", import.meta.url)};
      await new Promise((resolve) => setTimeout(resolve, ${startsAtMs} - Date.now()));
      const database = openWritable(${JSON.stringify(file.path)}, "full");
      console.log(database.prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table'").get().tables);`;
    const children = [1, 2, 3].map((i) => runScript({ file: `${file.path}.${i}.mjs`, code }));
    const ends = await Promise.all(children.map(async (child) => finished(await child)));
    expect(ends.map(({ code: exit, output }) => [exit, output])).toEqual([
      [0, "3\n"],
      [0, "3\n"],
      [0, "3\n"],
    ]);
  });
});

describe("the schema", () => {
  const INSERT = "INSERT INTO events VALUES (?, ?, 'type', 1, 0, 'source', 'walk', ?)";

  function openLog(): DatabaseSync {
    const database = new DatabaseSync(":memory:");
    migrate(database);
    database.prepare(INSERT).run(1, "a", "{}");
    return database;
  }

  it.each([
    ["an update", "UPDATE events SET payload = '{}'", "no update"],
    ["a delete", "DELETE FROM events", "no delete"],
    [
      "a replacement by id",
      "INSERT OR REPLACE INTO events VALUES (2, 'a', 't', 1, 0, 's', 'w', '{}')",
      "this event_id is stored",
    ],
    [
      "a replacement by number",
      "INSERT OR REPLACE INTO events VALUES (1, 'b', 't', 1, 0, 's', 'w', '{}')",
      "without a gap",
    ],
    ["a gap", "INSERT INTO events VALUES (3, 'b', 't', 1, 0, 's', 'w', '{}')", "without a gap"],
    ["a number chosen by SQLite after a gap", "INSERT INTO events VALUES (-1, 'b', 't', 1, 0, 's', 'w', '{}')", "gap"],
    ["a payload that is not JSON", "INSERT INTO events VALUES (2, 'b', 't', 1, 0, 's', 'w', '{')", "CHECK"],
  ])("refuses %s", (_name, sql, message) => {
    using database = openLog();
    expect(() => database.exec(sql)).toThrow(message);
    expect(database.prepare("SELECT seq, event_id AS id, payload FROM events").all()).toEqual([
      { seq: 1, id: "a", payload: "{}" },
    ]);
  });

  it("lets no cursor and no epoch go back", () => {
    using database = openLog();
    database.exec("INSERT INTO consumers VALUES ('reader', 5, 2)");
    expect(() => database.exec("UPDATE consumers SET cursor_seq = 4")).toThrow("only moves forward");
    expect(() => database.exec("UPDATE consumers SET holder_epoch = 1")).toThrow("only moves forward");
  });
});
