import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newEvent, parseInstrumentId } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SystemClock } from "../adapters/system-clock.ts";
import { homePaths } from "../home-paths.ts";
import { type HomeServices, openHomeServices } from "./home-services.ts";

const clock = new SystemClock();
const LOST = { category: "configuration", code: "research.ledger-lost" };

describe("a home whose research.db is not the one that rara.db knows", () => {
  let home = "";
  beforeEach(() => {
    home = join(mkdtempSync(join(tmpdir(), "rara-lost-ledger-")), "home");
  });
  afterEach(() => rmSync(join(home, ".."), { recursive: true, force: true }));

  const open = (): Promise<HomeServices> => openHomeServices(home, clock);
  const opened = async (): Promise<void> => (await open())[Symbol.asyncDispose]();
  const backup = (): string => join(home, "..", "research.db");

  /** Writes a run down, ends it, and tells its end on the bus, as `research run` does. */
  async function completeRun(runId: string, notes = true): Promise<void> {
    await using services = await open();
    const run = {
      runId,
      instrument: parseInstrumentId("yahoo:SPY"),
      timeframe: "1d",
      seed: "1",
      dataHash: "d".repeat(64),
      benchmark: "cash",
      costs: { feeBps: 5, slippageBps: 5 },
      settings: {},
      startedAtMs: 1,
    } as const;
    const end = { runId, status: "completed", evaluated: 0, finishedAtMs: 2 } as const;
    const { last } = await services.ledger.append([
      { kind: "run", run },
      { kind: "run-end", end },
    ]);
    const payload = { runId, status: end.status, evaluated: 0, acceptedStrategyIds: [], rejections: {} };
    const told = { ...payload, ...(notes && last && { ledger: last }) };
    const about = { eventId: `${runId}:completed`, occurredAtMs: 2, source: "test", correlationId: runId };
    await services.bus.publish([newEvent("research.run.completed", told, about)]);
  }

  const removeLedger = (): void => {
    for (const ending of ["", "-wal", "-shm"]) rmSync(`${homePaths(home).researchDatabase}${ending}`, { force: true });
  };

  it("opens while it is, whatever was added to it since", async () => {
    await opened();
    await completeRun("first");
    await completeRun("second");
    await expect(opened()).resolves.toBeUndefined();
  });

  it("is refused when it is gone or empty, and opens again with the backup", async () => {
    await completeRun("first");
    copyFileSync(homePaths(home).researchDatabase, backup());
    removeLedger();
    await expect(open()).rejects.toMatchObject({ ...LOST, message: expect.stringContaining("first") });
    // The refused opening left an empty ledger behind, which is refused as well.
    await expect(open()).rejects.toMatchObject({ ...LOST, hint: expect.stringContaining("backup") });
    removeLedger();
    copyFileSync(backup(), homePaths(home).researchDatabase);
    await expect(opened()).resolves.toBeUndefined();
  });

  it("is refused when it is older than the last run, or another one that is as long", async () => {
    await completeRun("first");
    copyFileSync(homePaths(home).researchDatabase, backup());
    await completeRun("second");
    removeLedger();
    copyFileSync(backup(), homePaths(home).researchDatabase);
    await expect(open()).rejects.toMatchObject({ ...LOST, message: expect.stringMatching(/second.*fewer rows/) });

    const elsewhere = home;
    home = join(elsewhere, "..", "other");
    for (const runId of ["other", "foreign"]) await completeRun(runId);
    const foreign = homePaths(home).researchDatabase;
    home = elsewhere;
    removeLedger();
    copyFileSync(foreign, homePaths(home).researchDatabase);
    await expect(open()).rejects.toMatchObject({ ...LOST, message: expect.stringContaining("another row") });
  });

  it("is refused as well when the event does not tell the place, as those of earlier builds", async () => {
    await completeRun("first", false);
    await expect(opened()).resolves.toBeUndefined();
    removeLedger();
    await expect(open()).rejects.toMatchObject({ ...LOST, message: expect.stringContaining("none of it") });
  });
});
