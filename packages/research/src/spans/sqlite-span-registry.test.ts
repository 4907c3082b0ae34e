import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, parseInstrumentId } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { SqliteTrialLedger } from "../ledger/sqlite-trial-ledger.ts";
import { exampleRun } from "../ledger/trial-ledger-contract.ts";
import { describeSpanRegistryContract } from "./span-registry-contract.ts";
import { SqliteSpanRegistry } from "./sqlite-span-registry.ts";

const clock: Clock = { nowMs: () => 1, sleep: () => Promise.resolve() };

describeSpanRegistryContract("SqliteSpanRegistry", async (folder) =>
  SqliteSpanRegistry.open(join(folder, "research.db"), clock),
);

describe("SqliteSpanRegistry", () => {
  it("writes into the chain of the trial ledger, so that a look cannot be made unseen", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rara-spans-"));
    {
      await using ledger = SqliteTrialLedger.open(join(folder, "research.db"));
      await using registry = SqliteSpanRegistry.open(join(folder, "research.db"), clock);
      const series = { instrument: parseInstrumentId("sim:chain"), timeframe: "1d" as const };
      await ledger.append([{ kind: "run", run: exampleRun() }]);
      await registry.chargeLook({ kind: "validation", series, subject: "trial" });
      await ledger.append([{ kind: "run", run: exampleRun({ runId: "run-2" }) }]);
      expect(await ledger.verify()).toMatchObject({ kind: "intact", entries: 3 });
    }
    rmSync(folder, { recursive: true });
  });
});
