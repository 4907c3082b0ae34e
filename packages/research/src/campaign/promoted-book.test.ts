import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeededRandom, StrategyFault } from "@rara-trading/domain";
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
    const about = { series: exampleRun(), runId: "run-2", cache, workshop: { compile }, options: OPTIONS };
    return await promotedBook(ledger, { ...about, retired: new Set(["strategy-1"]) });
  }

  it("trades what was promoted again, trees and code alike, and leaves out code that breaks on the bars of today", async () => {
    const book = await bookOf(follow(34), { kind: "code", source: "follows" }, { kind: "code", source: "breaks" });
    const traded = (period: number) => tradeHypothesis(follow(period), cache, researchEngine(OPTIONS)).dailyReturns;
    expect(book).toEqual([
      { strategyId: "strategy-0", dailyReturns: traded(34), retired: false },
      { strategyId: "strategy-1", dailyReturns: traded(21), retired: true },
    ]);
  });

  it("goes no further without a rule that it can trade", async () => {
    await expect(bookOf({ kind: "code", source: "does not compile" })).rejects.toMatchObject({
      code: "research.promoted-rule",
      message: expect.stringContaining("strategy-0 to be a rule that can be traded, found code that does not compile"),
    });
  });
});
