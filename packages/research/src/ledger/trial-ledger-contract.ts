import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InstrumentId, parseInstrumentId, type PerformanceMetrics } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loggedReturns } from "./logged-returns.ts";
import type { LedgerEntry, ModelFacts, RunFacts, TrialFacts, TrialLedger } from "./trial-ledger.ts";

const INSTRUMENT: InstrumentId = parseInstrumentId("sim:contract");
const METRICS: PerformanceMetrics = {
  totalReturn: 0.25,
  annualisedReturn: 0.02,
  annualisedVolatility: 0.1,
  sharpe: 0.2,
  sortino: null,
  maxDrawdown: 0.125,
  calmar: 0.16,
  winRate: 0.5,
  profitFactor: null,
  trades: 31,
  exposure: 0.75,
  turnover: 12.5,
};

/** What a scripted model had to do with a trial, for tests. */
export const EXAMPLE_MODEL: ModelFacts = {
  backend: "scripted",
  model: "m-1",
  inputTokens: 900,
  outputTokens: 100,
  costUsd: 0.25,
  expected: null,
  statement: null,
};

/** Returns a run for tests; `over` replaces fields. */
export function exampleRun(over: Partial<RunFacts> = {}): RunFacts {
  return {
    runId: "run-1",
    instrument: INSTRUMENT,
    timeframe: "1d",
    seed: "7",
    dataHash: "d".repeat(64),
    benchmark: "cash",
    costs: { feeBps: 5, slippageBps: 5 },
    settings: { hypothesesMax: 3 },
    startedAtMs: 1000,
    ...over,
  };
}

/** Returns trial `index` of a run for tests; `over` replaces fields. */
export function exampleTrial(index: number, over: Partial<TrialFacts> = {}): TrialFacts {
  const runId = over.runId ?? "run-1";
  return {
    trialId: `${runId}/trial-${index}`,
    runId,
    index,
    hypothesis: {
      hypothesisId: `hypothesis-${index}`,
      english: `Buy above the ${index} bar average.`,
      treeHash: String(index).padStart(64, "0"),
      family: "trend",
      origin: index === 0 ? "sample" : "mutation",
      parentIds: index === 0 ? [] : ["hypothesis-0"],
    },
    tree: { kind: "above", average: { bars: index } },
    metrics: { ...METRICS, sharpe: index / 8 },
    dailyReturns: Float32Array.of(0.01, -0.005, index / 1000),
    evaluatedAtMs: 2000 + index,
    cpuMs: 0.5,
    ...over,
  };
}

const run = (over: Partial<RunFacts> = {}): LedgerEntry => ({ kind: "run", run: exampleRun(over) });
const trial = (index: number, over: Partial<TrialFacts> = {}): LedgerEntry => ({
  kind: "trial",
  trial: exampleTrial(index, over),
});
const rejection = (index: number, gate = "sharpe", runId = "run-1"): LedgerEntry => ({
  kind: "verdict",
  verdict: {
    trialId: `${runId}/trial-${index}`,
    runId,
    state: { kind: "rejected", gate, reason: "Sharpe 0.2 is not above 1.", checks: [] },
    decidedAtMs: 3000,
  },
});
const ended = (status: "completed" | "interrupted", evaluated: number, finishedAtMs: number): LedgerEntry => ({
  kind: "run-end",
  end: { runId: "run-1", status, evaluated, finishedAtMs },
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/**
 * The specification of every `TrialLedger`. `openLedger` opens the ledger that lives in `folder`, an existing folder
 * that is the suite's own; called twice it opens the same ledger twice.
 */
export function describeTrialLedgerContract(name: string, openLedger: (folder: string) => Promise<TrialLedger>): void {
  describe(`${name} as a TrialLedger`, () => {
    let folder = "";
    let ledger: TrialLedger;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "rara-ledger-"));
      ledger = await openLedger(folder);
    });
    afterEach(async () => {
      await ledger[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    it("keeps what a model had to do with a trial under its hash, and leaves other trials' content as it always was", async () => {
      const model = {
        backend: "claude",
        model: null,
        inputTokens: 900,
        outputTokens: 100,
        costUsd: 0.25,
        expected: { sharpe: { low: 0, high: 1 }, turnover: 10, holding: 5 },
        statement: null,
      };
      await ledger.append([run(), trial(0), trial(1, { model })]);
      expect((await ledger.trial("run-1/trial-1"))?.model).toEqual(model);
      expect(await ledger.trial("run-1/trial-0")).not.toHaveProperty("model");
      const cheaper = trial(1, { model: { ...model, inputTokens: 1 } });
      await expect(ledger.append([cheaper])).rejects.toMatchObject({ code: "research.ledger-conflict" });
    });

    it("returns a trial as it was measured, and its verdict once there is one", async () => {
      await ledger.append([run(), trial(0)]);
      const { dailyReturns: _, ...facts } = exampleTrial(0);
      const logged = await ledger.trial("run-1/trial-0");
      expect(logged).toMatchObject({ ...facts, verdict: null });
      await ledger.append([rejection(0)]);
      expect(await ledger.trial("run-1/trial-0")).toEqual({
        ...logged,
        verdict: {
          state: { kind: "rejected", gate: "sharpe", reason: "Sharpe 0.2 is not above 1.", checks: [] },
          decidedAtMs: 3000,
        },
      });
      expect(await ledger.trial("run-1/trial-9")).toBeUndefined();
    });

    it("keeps an evaluation that failed as a trial without figures", async () => {
      await ledger.append([run(), trial(0, { metrics: null, dailyReturns: null, cpuMs: null })]);
      expect(await ledger.trial("run-1/trial-0")).toMatchObject({ metrics: null, returnsHash: null, cpuMs: null });
      expect(await collect(loggedReturns(ledger, exampleRun()))).toEqual([]);
    });

    it("lists a run's trials by Sharpe ratio, undefined last, or as they were evaluated", async () => {
      const withoutSharpe = { ...METRICS, sharpe: null };
      await ledger.append([run(), run({ runId: "run-2" }), trial(0, { metrics: withoutSharpe }), trial(1), trial(2)]);
      await ledger.append([trial(10), trial(0, { runId: "run-2" }), rejection(2, "drawdown")]);
      const indices = async (order: "sharpe" | "index", limit: number): Promise<number[]> =>
        (await ledger.trials({ runId: "run-1", order, limit })).map((logged) => logged.index);
      expect(await indices("sharpe", 10)).toEqual([10, 2, 1, 0]);
      expect(await indices("sharpe", 2)).toEqual([10, 2]);
      expect(await indices("index", 10)).toEqual([0, 1, 2, 10]);
      const [, second] = await ledger.trials({ runId: "run-1", order: "sharpe", limit: 2 });
      expect(second?.verdict?.state).toMatchObject({ kind: "rejected", gate: "drawdown" });
    });

    it("sums up a run: its facts, its status and what became of its trials", async () => {
      await ledger.append([run(), trial(0), trial(1), trial(2), trial(3), rejection(0), rejection(1)]);
      const verdict = { trialId: "run-1/trial-2", runId: "run-1", decidedAtMs: 1 };
      await ledger.append([
        { kind: "verdict", verdict: { ...verdict, state: { kind: "accepted", strategyId: "s", checks: [] } } },
      ]);
      const counts = { trials: 4, accepted: 1, failed: 0, rejections: { sharpe: 2 } };
      expect(await ledger.runs({ limit: 5 })).toEqual([
        { ...exampleRun(), seq: 1, status: "open", finishedAtMs: null, ...counts },
      ]);
      await ledger.append([ended("interrupted", 4, 4000)]);
      expect(await ledger.runs({ limit: 5 })).toMatchObject([{ status: "interrupted", finishedAtMs: 4000 }]);
      await ledger.append([ended("completed", 4, 5000)]);
      expect(await ledger.runs({ runId: "run-1", limit: 5 })).toMatchObject([
        { status: "completed", finishedAtMs: 5000 },
      ]);
    });

    it("lists runs, the latest first", async () => {
      await ledger.append(["a", "b", "c"].map((runId) => run({ runId })));
      expect((await ledger.runs({ limit: 2 })).map((summary) => summary.runId)).toEqual(["c", "b"]);
      expect(await ledger.runs({ runId: "nobody", limit: 2 })).toEqual([]);
    });

    it("changes nothing when the same entries come again, at other times", async () => {
      const batch = [run(), trial(0), trial(1), rejection(0), ended("interrupted", 2, 4000)];
      const { last, ...counts } = await ledger.append(batch);
      expect(counts).toEqual({ appended: 5, unchanged: 0 });
      const before = await ledger.verify();
      expect(before).toEqual({ kind: "intact", ...last });
      const later = [
        run({ startedAtMs: 9 }),
        trial(0, { evaluatedAtMs: 9, cpuMs: 9 }),
        trial(1),
        rejection(0),
        ended("interrupted", 2, 9),
      ];
      expect(await ledger.append(later)).toEqual({ appended: 0, unchanged: 5, last });
      expect(await ledger.verify()).toEqual(before);
      expect((await ledger.trial("run-1/trial-0"))?.evaluatedAtMs).toBe(2000);
      expect(await ledger.append([trial(1), trial(2)])).toMatchObject({ appended: 1, unchanged: 1 });
    });

    it.each<[string, LedgerEntry]>([
      ["a run with another seed", run({ seed: "8" })],
      ["a trial with another figure", trial(0, { metrics: { ...METRICS, sharpe: 3 } })],
      ["a trial with other returns", trial(0, { dailyReturns: Float32Array.of(0.01, -0.005, 0.1) })],
      ["a trial under another index", { kind: "trial", trial: { ...exampleTrial(0), index: 5 } }],
      ["another verdict", rejection(0, "drawdown")],
    ])("refuses %s under an id that is taken", async (_what, entry) => {
      await ledger.append([run(), trial(0), rejection(0)]);
      const before = await ledger.verify();
      await expect(ledger.append([trial(1), entry])).rejects.toMatchObject({ code: "research.ledger-conflict" });
      expect(await ledger.verify()).toEqual(before);
      expect(await ledger.trial("run-1/trial-1")).toBeUndefined();
    });

    it.each<[string, LedgerEntry[]]>([
      ["a trial without its run", [trial(0)]],
      ["a verdict without its trial", [run(), rejection(0)]],
      [
        "a verdict under another run",
        [
          run(),
          run({ runId: "run-2" }),
          trial(0),
          {
            kind: "verdict",
            verdict: {
              trialId: "run-1/trial-0",
              runId: "run-2",
              state: { kind: "failed", code: "x", reason: "y" },
              decidedAtMs: 1,
            },
          },
        ],
      ],
      ["an end without its run", [ended("completed", 0, 1)]],
    ])("refuses %s", async (_what, entries) => {
      await expect(ledger.append(entries)).rejects.toMatchObject({ code: "research.ledger-orphan" });
      expect(await ledger.runs({ limit: 5 })).toEqual([]);
    });

    it("returns the different return vectors of every run on an instrument, or on the same bars, and counts who produced them", async () => {
      const other = { runId: "other-data", dataHash: "e".repeat(64) };
      const slower = { runId: "other-timeframe", timeframe: "4h" as const };
      await ledger.append([run(), run({ runId: "run-2", seed: "8" }), run(other), run(slower)]);
      await ledger.append([trial(0), trial(1), trial(2), trial(0, { runId: "run-2" }), trial(3, { runId: "run-2" })]);
      await ledger.append([trial(4, { runId: "other-data" }), trial(5, { runId: "other-timeframe" })]);
      const { instrument, timeframe, dataHash } = exampleRun();
      const all = await collect(loggedReturns(ledger, { instrument }));
      expect(all.reduce((sum, { trials }) => sum + trials, 0)).toBe(7);
      const bars = { instrument, timeframe, dataHash };
      for (const pageSize of [1, 2, 3, 4, 5]) {
        const those = await collect(loggedReturns(ledger, bars, pageSize));
        const sorted = those.sort((a, b) => (a.returns[2] ?? 0) - (b.returns[2] ?? 0));
        expect(sorted.map((logged) => [logged.returns[2], logged.trials])).toEqual([
          [0, 2],
          [Math.fround(0.001), 1],
          [Math.fround(0.002), 1],
          [Math.fround(0.003), 1],
        ]);
        expect(sorted[0]?.returns).toEqual(Float32Array.of(0.01, -0.005, 0));
        expect(sorted[0]?.returnsHash).toBe((await ledger.trial("run-2/trial-0"))?.returnsHash);
      }
    });

    it("leaves out what a run evaluated after its hypotheses, of that run only", async () => {
      await ledger.append([run(), run({ runId: "run-2" }), trial(0), trial(1), trial(2), trial(2, { runId: "run-2" })]);
      const { instrument } = exampleRun();
      const hypothesesOf = { runId: "run-1", hypothesesMax: 1 };
      const found = await collect(loggedReturns(ledger, { instrument, hypothesesOf }));
      const counts = new Map(found.map(({ returns, trials }) => [returns[2], trials]));
      expect(counts).toEqual(
        new Map([
          [0, 1],
          [Math.fround(0.002), 1],
        ]),
      );
    });

    it("bounds every read by its limit", async () => {
      await expect(ledger.runs({ limit: 1e9 })).rejects.toMatchObject({ code: "research.ledger-limit" });
      await expect(ledger.trials({ runId: "run-1", order: "index", limit: -1 })).rejects.toThrow(/at most/);
      await expect(ledger.returnVectors({ ...exampleRun(), limit: 1001 })).rejects.toThrow(/at most 1000/);
    });

    it("grows a chain whose hashes depend on what was appended, and in which order", async () => {
      const empty = await ledger.verify();
      expect(empty).toMatchObject({ kind: "intact", entries: 0 });
      await ledger.append([run(), trial(0)]);
      const two = await ledger.verify();
      await ledger.append([trial(1)]);
      const three = await ledger.verify();
      expect([two, three]).toMatchObject([
        { kind: "intact", entries: 2 },
        { kind: "intact", entries: 3 },
      ]);
      expect(new Set([empty, two, three].map((state) => JSON.stringify(state))).size).toBe(3);
      expect((await ledger.trial("run-1/trial-1"))?.hash).toBe(three.kind === "intact" ? three.headHash : "");
    });

    it("holds after it was closed and opened again", async () => {
      await ledger.append([run(), trial(0), rejection(0)]);
      const before = [await ledger.verify(), await ledger.trial("run-1/trial-0"), await ledger.runs({ limit: 1 })];
      await ledger[Symbol.asyncDispose]();
      ledger = await openLedger(folder);
      expect([await ledger.verify(), await ledger.trial("run-1/trial-0"), await ledger.runs({ limit: 1 })]).toEqual(
        before,
      );
    });

    it("is one ledger, however often it is open", async () => {
      await using second = await openLedger(folder);
      await ledger.append([run(), trial(0)]);
      await second.append([run({ runId: "run-2" }), trial(1, { runId: "run-2" })]);
      await ledger.append([trial(2)]);
      expect((await second.trials({ runId: "run-1", order: "index", limit: 9 })).length).toBe(2);
      expect(await second.verify()).toMatchObject({ kind: "intact", entries: 5 });
      expect(await second.verify()).toEqual(await ledger.verify());
    });
  });
}
