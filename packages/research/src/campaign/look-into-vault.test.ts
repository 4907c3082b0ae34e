import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CandleColumns,
  type Clock,
  columnsOf,
  DAY_MS,
  firstBarAtOrAfter,
  parseInstrumentId,
  SeededRandom,
  type SeriesKey,
  sliceColumns,
} from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ColumnSession } from "../evaluator/column-session.ts";
import { above } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS } from "../hypothesis/strategy-tree.ts";
import { openDataRoom } from "../spans/data-room.ts";
import { SqliteSpanRegistry } from "../spans/sqlite-span-registry.ts";
import { lookIntoVault, vaultCheck } from "./look-into-vault.ts";
import type { WorkshopProduct } from "./strategy-workshop.ts";
import type { TrialRecord } from "./trial-record.ts";

const clock: Clock = { nowMs: () => 1, sleep: () => Promise.resolve() };
const series: SeriesKey = { instrument: parseInstrumentId("sim:vault"), timeframe: "1d" };
const OPTIONS = {
  capital: 100_000,
  costs: { feeBps: 1, slippageBps: 1 },
  calendar: "sessions",
  benchmark: "cash",
  timeframe: "1d",
} as const;

/** A market that falls until the vault's first bar (800) and rises from there on. */
function history(): CandleColumns {
  const random = new SeededRandom("vault");
  let close = 1000;
  return columnsOf(
    Array.from({ length: 1001 }, (_, i) => {
      const open = close;
      close *= 1 + (i < 800 ? -0.001 : 0.004) + 0.01 * random.nextNormal();
      return {
        openTimeMs: i * DAY_MS,
        open,
        high: Math.max(open, close),
        low: Math.min(open, close),
        close,
        volume: 1000,
      };
    }),
  );
}

function trial(treeHash: string): TrialRecord {
  const long = above(indicator("ROC", price("close"), 21), 0);
  const tree = strategyTree({ kind: "regime", family: "momentum", long, short: null, exits: NO_EXITS });
  const hypothesis = {
    hypothesisId: "h1",
    english: "It rises.",
    treeHash,
    family: "momentum",
    origin: "sample",
    parentIds: [],
  } as const;
  return {
    trialId: "t1",
    index: 0,
    hypothesis,
    tree,
    metrics: null,
    dailyReturns: null,
    equityFraction: 1,
    checks: [],
    failure: null,
  };
}

/** A module that wants the same position at every bar. */
function holding(target: number): WorkshopProduct {
  return {
    sha256: `holding ${target}`,
    newSession: () => new ColumnSession(new Float64Array(200).fill(target), 0, NO_EXITS),
  };
}

describe("lookIntoVault", () => {
  let folder = "";
  let registry: SqliteSpanRegistry;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rara-g8-"));
    registry = SqliteSpanRegistry.open(join(folder, "research.db"), clock);
  });
  afterEach(async () => {
    await registry[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function vault() {
    const bars = history();
    const candles = {
      load: async (_series: SeriesKey, { fromMs, toMs }: { fromMs: number; toMs: number }) =>
        sliceColumns(bars, firstBarAtOrAfter(bars, fromMs), firstBarAtOrAfter(bars, toMs)),
    };
    return (await openDataRoom({ candles, registry, series, purgeBars: 50 })).vault;
  }

  it("confirms what earns in the vault, whatever came before, and refuses what loses there", async () => {
    const long = await lookIntoVault(await vault(), trial("a"), holding(1), OPTIONS);
    expect(long).toMatchObject({ lineageId: "a@1d", test: 1, confirmed: true });
    expect(long.pValue).toBeLessThan(0.01);
    expect(long.reason).toMatch(
      /^In the vault its p-value is [\d.e-]+, at most the level 0.0109373 of test 1 in the life of this home folder\.$/,
    );
    const short = await lookIntoVault(await vault(), trial("b"), holding(-1), OPTIONS);
    expect(short).toMatchObject({ test: 2, confirmed: false });
    expect(short.pValue).toBeGreaterThan(0.99);
    expect(vaultCheck(short)).toMatchObject({ gate: "vault", passed: false, actual: short.pValue });
  });

  it("does not take the market's own rise for an edge where holding is the benchmark", async () => {
    const long = await lookIntoVault(await vault(), trial("a"), holding(1), { ...OPTIONS, benchmark: "buy-and-hold" });
    expect(long.pValue).toBeGreaterThan(0.3);
  });

  it("has a p-value of 1 for what never trades there", async () => {
    const idle = await lookIntoVault(await vault(), trial("a"), holding(0), OPTIONS);
    expect(idle).toMatchObject({ pValue: 1, confirmed: false });
  });

  it("tells the first answer again, word for word, and never looks twice", async () => {
    const first = await lookIntoVault(await vault(), trial("a"), holding(1), OPTIONS);
    const other = await lookIntoVault(await vault(), trial("b"), holding(-1), OPTIONS);
    expect(await lookIntoVault(await vault(), trial("a"), holding(1), OPTIONS)).toEqual(first);
    expect(other.test).toBe(2);
    expect((await registry.looks(series.instrument)).vault.asked).toBe(2);
  });

  it("is told what another lineage's look with the same module answered, and confirms nothing after a person's look", async () => {
    const first = await lookIntoVault(await vault(), trial("a"), holding(1), OPTIONS);
    expect(await lookIntoVault(await vault(), trial("other words"), holding(1), OPTIONS)).toEqual({
      ...first,
      lineageId: "other words@1d",
    });
    const room = await vault();
    const committed = { strategy: holding(-1).sha256, parameters: {} };
    await room.commit("a person's", committed);
    expect(await room.look("a person's", committed, () => true)).toEqual({ kind: "answered", passed: true });
    const after = await lookIntoVault(await vault(), trial("b"), holding(-1), OPTIONS);
    expect(after).toMatchObject({ pValue: null, level: null, test: null, confirmed: false });
    expect(after.reason).toBe(
      "The vault stayed shut: the one look of this strategy was spent on a person's question, which has no p-value.",
    );
    expect((await registry.looks(series.instrument)).vault.asked).toBe(2);
  });

  it("confirms nothing when the look was spent without an answer, or the lineage committed another module", async () => {
    const broken = {
      ...holding(1),
      newSession: () => {
        throw new Error("killed");
      },
    };
    await expect(lookIntoVault(await vault(), trial("a"), broken, OPTIONS)).rejects.toThrow("killed");
    const spent = await lookIntoVault(await vault(), trial("a"), holding(1), OPTIONS);
    expect(spent).toMatchObject({ pValue: null, level: null, test: null, confirmed: false });
    expect(spent.reason).toBe("The vault stayed shut: the one look of its lineage was spent without an answer.");
    const other = await lookIntoVault(await vault(), trial("a"), holding(-1), OPTIONS);
    expect(other.confirmed).toBe(false);
    expect(vaultCheck(other)).toMatchObject({ passed: false, actual: null });
  });
});
