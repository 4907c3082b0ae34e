import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SqliteUsageJournal } from "./sqlite-usage-journal.ts";
import { describeUsageJournalContract, type SharedJournal } from "./usage-journal-contract.ts";

function sharedFile(): SharedJournal & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), "rara-journal-"));
  const path = join(folder, "agent.db");
  return {
    path,
    open: () => SqliteUsageJournal.open(path),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

describeUsageJournalContract("SqliteUsageJournal", sharedFile);

describe("SqliteUsageJournal", () => {
  it("says which file cannot be used", () => {
    using file = sharedFile();
    writeFileSync(file.path, "not a database, but long enough to look like one".repeat(40));
    expect(() => SqliteUsageJournal.open(file.path)).toThrow(file.path);
  });
});
