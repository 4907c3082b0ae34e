import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columnsOf, type SeriesKey } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SearchCentre } from "../campaign/campaign-options.ts";
import type { TrialRecord } from "../campaign/trial-record.ts";
import { above } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS } from "../hypothesis/strategy-tree.ts";
import { SqliteTrialLedger } from "../ledger/sqlite-trial-ledger.ts";
import { EXAMPLE_MODEL as MODEL, exampleRun, exampleTrial } from "../ledger/trial-ledger-contract.ts";
import type { LedgerEntry } from "../ledger/trial-ledger.ts";
import type { GeneratorKind } from "./campaign-model.ts";
import { ModelSearch } from "./model-search.ts";
import type { TrialRule } from "./trial-rule.ts";
import { UNUSABLE_ANSWERS_MAX } from "./unusable-answers.ts";

const NONE = { kind: "none" } as const;
const FAILURE = { code: "research.unusable-answer", reason: "Its answer was no proposal." };
const CENTRE: SearchCentre = {
  strategyId: "s",
  hypothesisId: "other-run-h7",
  tree: strategyTree({
    kind: "regime",
    family: "trend",
    long: above(price("close"), indicator("SMA", price("close"), 21)),
    short: null,
    exits: NO_EXITS,
  }),
};
/** One bar of a research span. */
const CANDLES = columnsOf([{ openTimeMs: 0, open: 1, high: 1, low: 1, close: 1, volume: 1 }] as never);
const SERIES: SeriesKey = exampleRun();
const SPAN = { series: SERIES, candles: CANDLES, dataHash: "", range: { fromMs: 0, toMs: 1 } };

function unusable(index: number): TrialRecord<TrialRule> {
  const { hypothesis } = exampleTrial(index);
  const nothing = { metrics: null, dailyReturns: null, equityFraction: 0, checks: [] };
  return { trialId: `run-1-t${index + 1}`, index, hypothesis, tree: NONE, model: MODEL, failure: FAILURE, ...nothing };
}

/** What the ledger holds of a run whose answers were all unusable. */
function logged(count: number): readonly LedgerEntry[] {
  const trials = Array.from({ length: count }, (_, index) => {
    const facts = { trialId: `run-1-t${index + 1}`, tree: NONE, model: MODEL, metrics: null, dailyReturns: null };
    return { kind: "trial", trial: exampleTrial(index, facts) } as const;
  });
  return [{ kind: "run", run: exampleRun() }, ...trials];
}

/** Lets it learn of so many unusable answers, as a campaign does with those of its ledger. */
function learned(search: ModelSearch, count: number): ModelSearch {
  for (let index = 0; index < count; index++)
    search.learn({ trial: unusable(index), survives: false, improved: false });
  return search;
}

describe("the model's part in a search", () => {
  let folder = "";
  let ledger: SqliteTrialLedger;
  let asked = 0;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rara-model-search-"));
    ledger = SqliteTrialLedger.open(join(folder, "research.db"));
    asked = 0;
  });
  afterEach(async () => {
    await ledger[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(generator: GeneratorKind, around?: SearchCentre): Promise<ModelSearch> {
    const model = {
      backend: "scripted",
      ask: () => {
        asked++;
        return Promise.resolve({ kind: "invalid", issues: ["no"], usage: MODEL } as const);
      },
      compile: () => Promise.reject(new Error("a compiler was asked")),
      sdkSignatures: "",
      maxOutputTokens: 100,
    };
    const { costs, benchmark } = exampleRun();
    const search = await ModelSearch.open(
      { ledger, model, data: SPAN, signal: new AbortController().signal },
      { runId: "run-1", generator, costs, benchmark, hypothesesMax: 100, ...(around !== undefined && { around }) },
      [],
    );
    if (search === undefined) throw new Error(`Expected a part in a ${generator} search, found none`);
    return search;
  }

  const stop = { reason: "unusable-answers", answers: UNUSABLE_ANSWERS_MAX };

  it.each(["llm", "mixed"] as const)("is over after ten answers in a row without a rule: %s", async (generator) => {
    const nine = learned(await opened(generator), UNUSABLE_ANSWERS_MAX - 1);
    expect(await nine.turn(9, new Map())).toMatchObject({
      kind: "drafted",
      drafted: { failure: { code: FAILURE.code } },
    });
    expect([asked, nine.share.stop]).toEqual([1, null]);
    const ten = learned(await opened(generator), UNUSABLE_ANSWERS_MAX);
    expect(await ten.turn(10, new Map())).toEqual({ kind: "nothing", stop });
    expect(await ten.turn(50, new Map())).toEqual({ kind: "nothing", stop });
    expect([asked, ten.share.stop]).toEqual([1, stop]);
  });

  it("goes on where a model's own run had ended, for ten answers more, and nowhere else", async () => {
    await ledger.append(logged(10));
    // Killed before its end was written: it ends now.
    expect(await learned(await opened("llm"), 10).turn(10, new Map())).toEqual({ kind: "nothing", stop });
    const end = { runId: "run-1", status: "interrupted", evaluated: 10, finishedAtMs: 5_000 } as const;
    await ledger.append([{ kind: "run-end", end }]);
    expect(await learned(await opened("mixed"), 10).turn(10, new Map())).toEqual({ kind: "nothing", stop });
    expect(asked).toBe(0);
    const resumed = learned(await opened("llm"), 10);
    expect(await resumed.turn(10, new Map())).toMatchObject({ kind: "drafted" });
    learned(resumed, 10);
    expect(await resumed.turn(20, new Map())).toEqual({ kind: "nothing", stop: { ...stop, answers: 20 } });
    expect(asked).toBe(1);
  });

  it("comes after the rule that a mixed search is around, and at once where there is none or the run began so", async () => {
    expect((await opened("mixed")).offlineTrials).toBe(0);
    expect((await opened("llm", CENTRE)).offlineTrials).toBe(0);
    const search = await opened("mixed", CENTRE);
    expect(search.offlineTrials).toBe(1);
    const { model: _, ...own } = unusable(0);
    search.learn({ trial: { ...own, tree: CENTRE.tree }, survives: false, improved: true });
    expect(search.offlineTrials).toBe(0);
    await ledger.append(logged(1));
    expect((await opened("mixed", CENTRE)).offlineTrials).toBe(0);
  });
});
