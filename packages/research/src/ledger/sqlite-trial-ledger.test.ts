import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SqliteTrialLedger } from "./sqlite-trial-ledger.ts";
import { describeTrialLedgerContract, exampleRun, exampleTrial } from "./trial-ledger-contract.ts";

// oxlint-disable-next-line typescript/require-await
describeTrialLedgerContract("SqliteTrialLedger", async (folder) => SqliteTrialLedger.open(join(folder, "research.db")));

/** A process that appends trials one batch after another and prints how many are stored, until it is killed. */
const WRITER = `
  const [ledgerModule, runFacts, path, runId, last] = process.argv.slice(1);
  const { SqliteTrialLedger } = await import(ledgerModule);
  const ledger = SqliteTrialLedger.open(path);
  const hypothesis = { hypothesisId: "h", english: "e", treeHash: "t", family: "f", origin: "sample", parentIds: [] };
  await ledger.append([{ kind: "run", run: JSON.parse(runFacts) }]);
  for (let index = 0; index < Number(last); index++) {
    const dailyReturns = Float32Array.of(index, 1, 2);
    const trial = { trialId: runId + "/" + index, runId, index, hypothesis, tree: {}, metrics: null, dailyReturns, evaluatedAtMs: 1, cpuMs: null };
    const verdict = { trialId: trial.trialId, runId, state: { kind: "failed", code: "c", reason: "r" }, decidedAtMs: 1 };
    await ledger.append([{ kind: "trial", trial }, { kind: "verdict", verdict }]);
    process.stdout.write(index + "\\n");
  }
  await ledger[Symbol.asyncDispose]();
`;

describe("SqliteTrialLedger", () => {
  let folder = "";
  let path = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rara-ledger-"));
    path = join(folder, "research.db");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function filled(): Promise<SqliteTrialLedger> {
    const ledger = SqliteTrialLedger.open(path);
    const trials = [0, 1, 2, 3].map((index) => ({ kind: "trial" as const, trial: exampleTrial(index) }));
    await ledger.append([{ kind: "run", run: exampleRun() }, ...trials]);
    return ledger;
  }

  function writer(runId: string, last: number): ReturnType<typeof spawn> {
    const module = fileURLToPath(new URL("./sqlite-trial-ledger.ts", import.meta.url));
    const run = JSON.stringify(exampleRun({ runId }));
    return spawn(
      process.execPath,
      ["--conditions=source", "--input-type=module", "--eval", WRITER, module, run, path, runId, String(last)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
  }

  it.each([
    ["UPDATE journal SET body = '{}' WHERE seq = 2", "no update"],
    ["UPDATE journal SET recorded_at_ms = 0 WHERE seq = 2", "no update"],
    ["DELETE FROM journal WHERE seq = 5", "no delete"],
    [
      "INSERT OR REPLACE INTO journal SELECT 6, kind, entry_key, hash, 'x', 0, 0, '{}' FROM journal WHERE seq = 5",
      "append-only",
    ],
    ["INSERT INTO journal VALUES (9, 'trial', 'k', 'h', 'x', 0, 0, '{}')", "without a gap"],
    ["UPDATE return_vectors SET float32_le = x'00'", "no update"],
    ["DELETE FROM return_vectors", "no delete"],
    ["INSERT OR REPLACE INTO return_vectors SELECT returns_hash, x'00' FROM return_vectors", "append-only"],
  ])("lets no tool run %s", async (sql, reason) => {
    await using ledger = await filled();
    const database = new DatabaseSync(path);
    expect(() => database.exec(sql)).toThrow(reason);
    database.close();
    expect(await ledger.verify()).toMatchObject({ kind: "intact", entries: 5 });
  });

  it.each([
    [
      "an altered figure",
      "journal_is_not_updated",
      "UPDATE journal SET body = replace(body, '0.375', '0.875') WHERE seq = 5",
      5,
      "altered",
    ],
    [
      "an altered and rehashed row",
      "journal_is_not_updated",
      "UPDATE journal SET body = replace(body, 'average', 'AVERAGE'), hash = 'ff' WHERE seq = 3",
      3,
      "altered",
    ],
    ["a removed row", "journal_is_not_deleted", "DELETE FROM journal WHERE seq = 3", 4, "expected row 3"],
    [
      "a row in another place",
      "journal_is_not_updated",
      "UPDATE journal SET seq = 9 - seq + 90 WHERE seq IN (4, 5); UPDATE journal SET seq = seq - 90 WHERE seq > 90",
      4,
      "does not follow",
    ],
    [
      "altered returns",
      "return_vectors_are_not_updated",
      "UPDATE return_vectors SET float32_le = x'0000803f'",
      2,
      "returns of row 2 were altered",
    ],
    ["removed returns", "return_vectors_are_not_deleted", "DELETE FROM return_vectors", 2, "returns of row 2 are gone"],
  ])("finds %s, also when the triggers were removed", async (_what, trigger, sql, seq, reason) => {
    await using ledger = await filled();
    const database = new DatabaseSync(path);
    database.exec(`DROP TRIGGER ${trigger}`);
    database.exec(sql);
    database.close();
    const verdict = await ledger.verify();
    expect(verdict).toMatchObject({ kind: "broken", seq });
    expect(verdict.kind === "broken" ? verdict.reason : "").toContain(reason);
  });

  it("does not mind clock and processor times, which the chain leaves out", async () => {
    await using ledger = await filled();
    const before = await ledger.verify();
    const database = new DatabaseSync(path);
    database.exec("DROP TRIGGER journal_is_not_updated; UPDATE journal SET recorded_at_ms = 0, cpu_ms = 1");
    database.close();
    expect(await ledger.verify()).toEqual(before);
  });

  it("stores returns that several trials share once", async () => {
    await using ledger = SqliteTrialLedger.open(path);
    const dailyReturns = Float32Array.of(0, 0, 0);
    const trials = [0, 1, 2].map((index) => ({ kind: "trial" as const, trial: exampleTrial(index, { dailyReturns }) }));
    await ledger.append([{ kind: "run", run: exampleRun() }, ...trials]);
    const database = new DatabaseSync(path);
    expect(database.prepare("SELECT count(*) AS n FROM return_vectors").get()?.["n"]).toBe(1);
    database.close();
  });

  it("refuses a file of a newer schema and a file that is no database", () => {
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(() => SqliteTrialLedger.open(path)).toThrow(/version 1 or older, found version 99/);
    expect(() => SqliteTrialLedger.open(join(folder, "absent", "research.db"))).toThrow(/Expected research.db/);
  });

  it("is written by two processes at once while a third reads", async () => {
    await using ledger = SqliteTrialLedger.open(path);
    const children = [writer("run-a", 40), writer("run-b", 40)];
    const exits = children.map(async (child) => {
      child.stdout?.resume();
      const [code] = (await once(child, "exit")) as [number];
      return code;
    });
    let seen = 0;
    const state = { running: true };
    const done = Promise.all(exits).finally(() => (state.running = false));
    while (state.running) {
      const verdict = await ledger.verify();
      expect(verdict.kind).toBe("intact");
      const entries = verdict.kind === "intact" ? verdict.entries : -1;
      expect(entries).toBeGreaterThanOrEqual(seen);
      seen = entries;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await done).toEqual([0, 0]);
    expect(await ledger.verify()).toMatchObject({ kind: "intact", entries: 2 * (1 + 40 * 2) });
    const trials = await ledger.trials({ runId: "run-b", order: "index", limit: 100 });
    expect(trials.map((trial) => trial.index)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it("keeps everything that was acknowledged when the process is killed, and takes the repeated batch as known", async () => {
    for (let kill = 0; kill < 3; kill++) {
      const child = writer("run-a", 100_000);
      let acknowledged = -1;
      let killed = false;
      child.stdout?.on("data", (chunk: Buffer) => {
        acknowledged = Number(chunk.toString().trimEnd().split("\n").at(-1));
        if (acknowledged < 20 * (kill + 1) || killed) return;
        killed = true;
        child.kill("SIGKILL");
      });
      await once(child, "close");
      await using ledger = SqliteTrialLedger.open(path);
      expect(await ledger.verify()).toMatchObject({ kind: "intact" });
      const trials = await ledger.trials({ runId: "run-a", order: "index", limit: 10_000 });
      expect(trials.length).toBeGreaterThan(acknowledged);
      expect(trials.every((trial, i) => trial.index === i && trial.verdict !== null)).toBe(true);
    }
  });
});
