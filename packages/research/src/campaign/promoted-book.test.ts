import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CandleColumns,
  parseInstrumentId,
  SeededRandom,
  type SeriesKey,
  sliceColumns,
  StrategyFault,
} from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { columnSessionOf, tradeHypothesis } from "../evaluator/evaluate-hypothesis.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { above } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { SqliteTrialLedger } from "../ledger/sqlite-trial-ledger.ts";
import { exampleRun, exampleTrial } from "../ledger/trial-ledger-contract.ts";
import type { CompiledCode } from "../model/campaign-model.ts";
import type { CompiledDraft } from "../prompts/draft-with-model.ts";
import { promotedBook } from "./promoted-book.ts";
import { researchEngine } from "./research-engine.ts";

const OPTIONS = { capital: 100_000, costs: { feeBps: 1, slippageBps: 1 } };
const cache = new ColumnCache(plantedMomentumBars(new SeededRandom("book"), 300, 3));

const days = { from: 0, to: 300 };
/** Bars of another contract: those of the same days, and 100 more. */
const theirs = plantedMomentumBars(new SeededRandom("theirs"), 400, 3);

function follow(period: number): StrategyTree {
  const long = above(price("close"), indicator("SMA", price("close"), period));
  return strategyTree({ kind: "regime", family: "trend", long, short: null, exits: NO_EXITS });
}

/** What the workshop makes of a source: one follows an average, one breaks, the others do not compile. */
function compile(source: string): Promise<CompiledDraft<CompiledCode>> {
  if (source !== "follows" && source !== "breaks") return Promise.resolve({ kind: "failed", findings: [] });
  const newSession: CompiledCode["newSession"] = () => {
    if (source === "breaks") throw new StrategyFault("trap", "Expected a strategy that lives, found one that broke");
    return columnSessionOf(follow(21), cache);
  };
  return Promise.resolve({ kind: "compiled", product: { newSession } });
}

describe("promotedBook", () => {
  let folder = "";
  let ledger: SqliteTrialLedger;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rara-book-"));
    ledger = SqliteTrialLedger.open(join(folder, "research.db"));
  });
  afterEach(async () => {
    await ledger[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function bookOf(...trees: readonly object[]) {
    await promoted(...trees);
    const about = { series: exampleRun(), runId: "run-2", cache, workshop: { compile }, options: OPTIONS };
    return await promotedBook(ledger, { ...about, retired: new Set(["strategy-1"]) });
  }

  async function promoted(...trees: readonly object[]): Promise<void> {
    await ledger.append([{ kind: "run", run: exampleRun() }]);
    for (const [index, tree] of trees.entries()) {
      const trial = exampleTrial(index, { tree });
      const { trialId, runId } = trial;
      const state = { kind: "accepted", strategyId: `strategy-${index}`, checks: [] } as const;
      await ledger.append([
        { kind: "trial", trial },
        { kind: "verdict", verdict: { trialId, runId, state, decidedAtMs: 1 } },
      ]);
    }
  }

  /** The book of another contract that has the bars of `cache`, where the promoted one has these. */
  async function bookElsewhere(bars: CandleColumns | null) {
    const { timeframe } = exampleRun();
    const series = { instrument: parseInstrumentId("binance:ETH/USDT"), timeframe };
    const asked: SeriesKey[] = [];
    const book = await promotedBook(ledger, {
      series,
      runId: "run-2",
      cache,
      bookBars: (other) => {
        asked.push(other);
        return Promise.resolve(bars);
      },
      workshop: { compile },
      options: OPTIONS,
    });
    return { book, asked };
  }

  it("trades what was promoted again, trees and code alike, and leaves out code that breaks on the bars of today", async () => {
    const book = await bookOf(follow(34), { kind: "code", source: "follows" }, { kind: "code", source: "breaks" });
    const traded = (period: number) => tradeHypothesis(follow(period), cache, researchEngine(OPTIONS)).dailyReturns;
    expect(book).toEqual([
      { strategyId: "strategy-0", dailyReturns: traded(34), days, retired: false },
      { strategyId: "strategy-1", dailyReturns: traded(21), days, retired: true },
    ]);
  });

  it("trades what was promoted elsewhere on the bars of its own series, on the days of the one that asks", async () => {
    await promoted(follow(34));
    const { instrument, timeframe } = exampleRun();
    const last = 250;
    const { book, asked } = await bookElsewhere(sliceColumns(theirs, 0, last));
    expect(asked).toEqual([{ instrument, timeframe }]);
    const traded = tradeHypothesis(follow(34), new ColumnCache(sliceColumns(theirs, 0, last)), researchEngine(OPTIONS));
    const [sleeve] = book;
    expect(sleeve).toMatchObject({ strategyId: "strategy-0", days: { from: 0, to: last } });
    expect(sleeve?.dailyReturns.slice(0, last)).toEqual(traded.dailyReturns);
    expect(sleeve?.dailyReturns.slice(last).every((value) => value === 0)).toBe(true);
    expect(sleeve?.dailyReturns).toHaveLength(cache.dayEnds.length);
  });

  it("looks at no bar of another series that closes later than its own last one", async () => {
    await promoted(follow(34));
    // The other's research span goes on for 100 bars, in which everything changes.
    const later = { ...theirs, close: theirs.close.map((value, bar) => (bar < 300 ? value : value * 5)) };
    expect(later.length).toBe(400);
    const [whole, clipped] = [await bookElsewhere(later), await bookElsewhere(sliceColumns(theirs, 0, 300))];
    expect(whole.book).toEqual(clipped.book);
    expect(whole.book).toHaveLength(1);
  });

  it("leaves out what covers less than half of its days, and markets that are not to be compared", async () => {
    await promoted(follow(34));
    expect((await bookElsewhere(sliceColumns(theirs, 0, 149))).book).toEqual([]);
    expect((await bookElsewhere(sliceColumns(theirs, 0, 150))).book).toHaveLength(1);
    expect((await bookElsewhere(null)).book).toEqual([]);
  });

  it("goes no further without a rule that it can trade", async () => {
    await expect(bookOf({ kind: "code", source: "does not compile" })).rejects.toMatchObject({
      code: "research.promoted-rule",
      message: expect.stringContaining("strategy-0 to be a rule that can be traded, found code that does not compile"),
    });
  });
});
