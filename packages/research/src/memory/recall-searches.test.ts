import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExperimentState, type InstrumentId, SeededRandom } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleTree } from "../generator/sample-tree.ts";
import { treeHash } from "../hypothesis/canonical-text.ts";
import { SqliteTrialLedger } from "../ledger/sqlite-trial-ledger.ts";
import type { LedgerEntry, RunFacts } from "../ledger/trial-ledger.ts";
import { recallSearches } from "./recall-searches.ts";

const SETTINGS = { thresholds: { sharpeMin: 1 }, hypothesesMax: 3 };

function run(runId: string, over: Partial<RunFacts> = {}): LedgerEntry {
  const facts = {
    instrument: "sim:contract" as InstrumentId,
    timeframe: "1d",
    seed: runId,
    dataHash: "d".repeat(64),
    benchmark: "cash",
    costs: { feeBps: 5, slippageBps: 5 },
    settings: SETTINGS,
    startedAtMs: 1,
  } as const;
  return { kind: "run", run: { runId, ...facts, ...over } };
}

const refusedBy = (gate: string): ExperimentState => ({ kind: "rejected", gate, reason: "no", checks: [] });

/** A trial with its verdict; the same name is the same tree. */
function trial(runId: string, index: number, name: string, state: ExperimentState | null): readonly LedgerEntry[] {
  const tree = sampleTree(new SeededRandom(name), ["trend"]);
  const trialId = `${runId}-t${index + 1}`;
  const hypothesis = {
    hypothesisId: `${runId}-h${index + 1}`,
    english: name,
    treeHash: treeHash(tree),
    family: "trend",
    origin: name.startsWith("neighbour") ? "neighbour" : "sample",
    parentIds: [],
  } as const;
  const facts = {
    trialId,
    runId,
    index,
    hypothesis,
    tree,
    metrics: null,
    dailyReturns: null,
    evaluatedAtMs: 2,
    cpuMs: null,
  };
  if (state === null) return [{ kind: "trial", trial: facts }];
  return [
    { kind: "trial", trial: facts },
    { kind: "verdict", verdict: { trialId, runId, state, decidedAtMs: 3 } },
  ];
}

const hashOf = (name: string): string => treeHash(sampleTree(new SeededRandom(name), ["trend"]));

describe("recallSearches", () => {
  let folder = "";
  let ledger: SqliteTrialLedger;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rara-recall-"));
    ledger = SqliteTrialLedger.open(join(folder, "research.db"));
  });
  afterEach(async () => {
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const counts = async (runId: string) => {
    const { runs, trials, regions, tried } = await recallSearches(ledger, runId);
    const passed = regions.reduce((sum, region) => sum + region.passed, 0);
    return { runs, trials, passed, gates: [...new Set(regions.map(({ gate }) => gate))], tried };
  };

  it("counts what earlier campaigns on the series tried, and which gate of the first refused it", async () => {
    await ledger.append([
      run("first"),
      ...trial("first", 0, "a", refusedBy("sharpe")),
      ...trial("first", 1, "b", refusedBy("reality-check")),
      ...trial("first", 2, "c", { kind: "accepted", strategyId: "x", checks: [] }),
      ...trial("first", 3, "neighbour of c", refusedBy("neighbour")),
      run("sweep", { settings: { grid: 3 } }),
      ...trial("sweep", 0, "s", null),
      run("elsewhere", { instrument: "sim:other" as InstrumentId }),
      ...trial("elsewhere", 0, "o", null),
      run("own"),
    ]);
    const found = await counts("own");
    expect(found).toMatchObject({ runs: 1, trials: 3, passed: 2 });
    expect(found.gates).toContain("sharpe");
    expect(found.gates).not.toContain("reality-check");
    expect(found.tried).toEqual(new Set(["a", "b", "c"].map(hashOf)));
  });

  it("does not change with what is logged after the run began, by whichever run", async () => {
    await ledger.append([
      run("first"),
      ...trial("first", 0, "a", refusedBy("trades")),
      ...trial("first", 1, "b", null),
    ]);
    await ledger.append([run("own")]);
    const before = await counts("own");
    expect(before).toMatchObject({ runs: 1, trials: 2, passed: 1 });
    await ledger.append([
      ...trial("own", 0, "d", null),
      ...trial("first", 2, "e", refusedBy("sharpe")),
      {
        kind: "verdict",
        verdict: { trialId: "first-t2", runId: "first", state: refusedBy("plateau"), decidedAtMs: 4 },
      },
      run("later"),
      ...trial("later", 0, "f", refusedBy("sharpe")),
    ]);
    expect(await counts("own")).toEqual(before);
  });

  it("lets a tree be tried again where the try would be another one", async () => {
    await ledger.append([
      run("more bars", { dataHash: "e".repeat(64) }),
      ...trial("more bars", 0, "a", refusedBy("sharpe")),
      run("costs", { costs: { feeBps: 1, slippageBps: 5 } }),
      ...trial("costs", 0, "b", refusedBy("sharpe")),
      run("thresholds", { settings: { ...SETTINGS, thresholds: { sharpeMin: 2 } } }),
      ...trial("thresholds", 0, "c", refusedBy("sharpe")),
      run("same", { settings: { ...SETTINGS, hypothesesMax: 9 } }),
      ...trial("same", 0, "d", refusedBy("sharpe")),
      run("own"),
    ]);
    const { trials, tried } = await counts("own");
    expect(trials).toBe(4);
    expect(tried).toEqual(new Set([hashOf("d")]));
  });

  it("remembers nothing in a fresh home, and asks for the run to be logged", async () => {
    await ledger.append([run("own")]);
    expect(await recallSearches(ledger, "own")).toEqual({ runs: 0, trials: 0, regions: [], tried: new Set() });
    await expect(recallSearches(ledger, "nobody")).rejects.toMatchObject({ code: "research.ledger-orphan" });
  });
});
