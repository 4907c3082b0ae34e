import { columnsOf, RaraError } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { parseStrategyTree } from "../hypothesis/parse-strategy-tree.ts";
import type { AskModel, ModelQuestion } from "./ask-model.ts";
import { type CompiledDraft, draftWithModel } from "./draft-with-model.ts";
import { marketFeatures } from "./market-features.ts";
import type { ProposalContext } from "./proposal-context.ts";
import { proposalPrompt, shownTrials } from "./proposal-prompt.ts";
import { proposeWithModel, REPAIRS_MAX, repairWithModel } from "./propose-with-model.ts";
import type { TriedHypothesis } from "./tried-hypothesis.ts";

const USAGE = { inputTokens: 10, outputTokens: 5, costUsd: null };
const SIGNATURES = "class SMA { constructor(period: i32); update(x: f64): f64 }";

function tried(trial: number, more: Partial<TriedHypothesis> = {}): TriedHypothesis {
  const figures = { sharpe: 0.1 * trial, roundTrips: 50, turnover: 10, expected: null };
  return { trial, family: "trend", tree: null, ...figures, outcome: { kind: "failed" }, ...more };
}

const CONTEXT: ProposalContext = {
  features: marketFeatures(columnsOf([])),
  costs: { feeBps: 5, slippageBps: 2 },
  benchmark: "buy-and-hold",
  sdkSignatures: SIGNATURES,
  tried: [tried(7)],
  rejections: {},
  calibration: null,
  family: null,
};

const TREE = {
  kind: "regime",
  family: "trend",
  long: {
    kind: "compare",
    operator: ">",
    left: { kind: "price", field: "close" },
    right: { kind: "indicator", name: "SMA", input: { kind: "price", field: "close" }, period: 21 },
  },
  short: null,
  exits: { stopLossFraction: null, takeProfitFraction: null },
};

const ANSWER = {
  family: "trend",
  hypothesis: "Prices above their average go on rising.",
  mechanism: "Holders who sell their winners early lose it.",
  falsifier: { metric: "sharpe", threshold: 0.5, slice: "high-volatility" },
  tree: TREE,
  expected: { sharpe: { low: 0.2, high: 1.1 }, turnover: 12, holding: 25 },
  regimeExpectation: { volatility: "low", trend: "rising" },
  parents: [7],
  differsFrom: [],
};

/** A model that gives this answer, or what is wrong with it; it remembers the question. */
function model(answer: unknown): { readonly ask: AskModel; readonly questions: ModelQuestion<unknown>[] } {
  const questions: ModelQuestion<unknown>[] = [];
  const ask: AskModel = (question) => {
    questions.push(question);
    const result = question.schema["~standard"].validate(answer);
    if (result.issues === undefined)
      return Promise.resolve({ kind: "answer", value: result.value, usage: USAGE, model: "m" });
    const issues = result.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return Promise.resolve({ kind: "invalid", issues, usage: USAGE });
  };
  return { ask, questions };
}

const spent: AskModel = () => Promise.resolve({ kind: "budget-spent", resetsAtMs: 5, usage: USAGE });
const broken: AskModel = () => Promise.reject(new TypeError("a bug"));

function prompt(context: Partial<ProposalContext>): string {
  return proposalPrompt({ ...CONTEXT, ...context }).prompt;
}

const limits = { maxOutputTokens: 1_000, signal: new AbortController().signal };

async function issuesOf(change: object): Promise<readonly string[]> {
  const proposed = await proposeWithModel(model({ ...ANSWER, ...change }).ask, CONTEXT, limits);
  return proposed.kind === "unusable" ? proposed.issues : [proposed.kind];
}

describe("proposeWithModel", () => {
  it("returns what the model said and the source to compile, printed from its tree", async () => {
    const { ask, questions } = model(ANSWER);
    const proposed = await proposeWithModel(ask, CONTEXT, limits);
    expect(proposed).toMatchObject({ kind: "proposed", usage: USAGE, model: "m" });
    if (proposed.kind !== "proposed") return;
    expect(proposed.proposal).toMatchObject({ family: "trend", rule: { kind: "tree" }, parents: [7] });
    expect(proposed.proposal.expected.sharpe).toEqual({ low: 0.2, high: 1.1 });
    expect(proposed.source).toContain("export function onCandle(): f64");
    expect(questions[0]).toMatchObject({ maxOutputTokens: 1_000, ...proposalPrompt(CONTEXT) });
  });

  it("takes code as it is, with its parameters", async () => {
    const { tree: _, ...rest } = ANSWER;
    const params = [{ name: "fast", default: 10, min: 2, max: 50 }];
    const proposed = await proposeWithModel(model({ ...rest, code: "let x = 1;", params }).ask, CONTEXT, limits);
    expect(proposed).toMatchObject({ source: "let x = 1;", proposal: { rule: { kind: "code", params } } });
  });

  it.each<readonly [string, object, RegExp]>([
    ["both a tree and code", { code: "let x = 1;" }, /either "code" or "tree"/],
    ["neither", { tree: undefined }, /either "code" or "tree"/],
    ["a tree that is none", { tree: { ...TREE, long: { kind: "maybe" } } }, /^tree: .*tree\.long\.kind/],
    ["a tree of another family", { family: "momentum" }, /^tree\.family: expected the same/],
    ["a family of its own", { family: "astrology" }, /^family: expected one of trend/],
    ["a key of its own", { confidence: 1 }, /no other keys/],
    [
      "a range upside down",
      { expected: { sharpe: { low: 2, high: 1 }, turnover: 1, holding: 1 } },
      /^expected\.sharpe/,
    ],
    [
      "a number as text",
      { expected: { sharpe: { low: "0", high: 1 }, turnover: 1, holding: 1 } },
      /^expected\.sharpe\.low/,
    ],
    ["a parent that was not shown", { parents: [8] }, /^parents\.0: .*shown/],
    ["an essay", { mechanism: "x".repeat(801) }, /^mechanism: expected a text of 1 to 800/],
    ["no object", { falsifier: "none" }, /^falsifier: expected an object/],
  ])("refuses %s", async (_name, change, issue) => {
    expect((await issuesOf(change)).join("\n")).toMatch(issue);
  });

  it("takes only the family that the search is around, and its rule as a parent where there is one", async () => {
    const around = { ...CONTEXT, family: "trend", around: parseStrategyTree(TREE) } as const;
    const variation = await proposeWithModel(model({ ...ANSWER, parents: [0] }).ask, around, limits);
    expect(variation).toMatchObject({ kind: "proposed", proposal: { parents: [0] } });
    const other = { ...ANSWER, family: "momentum", tree: { ...TREE, family: "momentum" } };
    expect(await proposeWithModel(model(other).ask, CONTEXT, limits)).toMatchObject({ kind: "proposed" });
    const strayed = await proposeWithModel(model(other).ask, around, limits);
    expect(strayed).toMatchObject({ kind: "unusable" });
    expect(JSON.stringify(strayed)).toContain('family: expected one of trend"');
    expect((await issuesOf({ parents: [0] })).join()).toMatch(/^parents\.0: .*shown/);
  });

  it("reports a spent budget and a failed call as values, and passes an interruption on", async () => {
    expect(await proposeWithModel(spent, CONTEXT, limits)).toMatchObject({ kind: "budget-spent", resetsAtMs: 5 });
    const fault = new RaraError("Expected an answer, found none", { category: "upstream", code: "agent.overloaded" });
    const failing: AskModel = () => Promise.reject(fault);
    expect(await proposeWithModel(failing, CONTEXT, limits)).toMatchObject({
      kind: "failed",
      code: "agent.overloaded",
    });
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(proposeWithModel(failing, CONTEXT, { ...limits, signal })).rejects.toThrow("enough");
    await expect(proposeWithModel(broken, CONTEXT, limits)).rejects.toThrow("a bug");
  });
});

describe("repairWithModel", () => {
  const failed = { source: "let x = ;", findings: [{ line: 1, column: 9, code: "TS1109" }], sdkSignatures: SIGNATURES };

  it("shows the file and what is wrong with it, and returns the corrected file", async () => {
    const { ask, questions } = model({ code: "let x = 1;" });
    const repaired = await repairWithModel(ask, { ...failed, repairs: 0 }, limits);
    expect(repaired).toEqual({ kind: "repaired", source: "let x = 1;", usage: USAGE, model: "m" });
    expect(questions[0]?.prompt).toContain("- TS1109 (an expression was expected) at line 1, column 9: let x = ;");
    expect(questions[0]?.system).toContain(SIGNATURES);
  });

  it("goes back three times and no more", async () => {
    const { ask, questions } = model({ code: "let x = ;" });
    for (let repairs = 0; repairs <= REPAIRS_MAX; repairs++) {
      const { kind } = await repairWithModel(ask, { ...failed, repairs }, limits);
      expect(kind).toBe(repairs < 3 ? "repaired" : "repairs-spent");
    }
    expect(questions).toHaveLength(3);
  });
});

/** A compiler that takes the source numbered `good`, counted from 0. */
function compilerFor(good: number): { readonly compile: () => Promise<CompiledDraft<string>>; compiled: number } {
  const state = {
    compiled: 0,
    compile: (): Promise<CompiledDraft<string>> => {
      const finding = { line: 1, column: 1, code: "TS1109" };
      const isGood = state.compiled++ >= good;
      return Promise.resolve(
        isGood ? { kind: "compiled", product: "module" } : { kind: "failed", findings: [finding] },
      );
    },
  };
  return state;
}

/** Proposes first, corrects ever after. */
function author(): AskModel {
  const answers: unknown[] = [ANSWER];
  return (question) => model(answers.shift() ?? { code: "let corrected = 1;" }).ask(question);
}

describe("draftWithModel", () => {
  it("returns at once what compiles at once", async () => {
    const drafted = await draftWithModel(author(), compilerFor(0).compile, CONTEXT, limits);
    expect(drafted).toMatchObject({ kind: "drafted", repairs: 0, product: "module", usage: USAGE });
  });

  it("adds up what the repairs used, and keeps the source that compiled", async () => {
    const drafted = await draftWithModel(author(), compilerFor(3).compile, CONTEXT, limits);
    expect(drafted).toMatchObject({ kind: "drafted", repairs: 3, source: "let corrected = 1;" });
    expect(drafted.usage).toEqual({ inputTokens: 40, outputTokens: 20, costUsd: null });
  });

  it("gives up after the third repair, with a trial that failed", async () => {
    const compiler = compilerFor(Infinity);
    const drafted = await draftWithModel(author(), compiler.compile, CONTEXT, limits);
    expect(drafted).toMatchObject({ kind: "never-compiled", repairs: 3, findings: [{ code: "TS1109" }] });
    expect(compiler.compiled).toBe(4);
    expect(drafted.usage.inputTokens).toBe(40);
  });

  it("says why there is none, and what was proposed before it broke off", async () => {
    const { compile } = compilerFor(Infinity);
    expect(await draftWithModel(spent, compile, CONTEXT, limits)).toMatchObject({
      kind: "none",
      why: { kind: "budget-spent" },
      proposal: null,
    });
    const asks = [author(), spent];
    const breaking: AskModel = (question) => (asks.shift() ?? spent)(question);
    expect(await draftWithModel(breaking, compile, CONTEXT, limits)).toMatchObject({
      kind: "none",
      why: { kind: "budget-spent" },
      proposal: { family: "trend" },
      usage: { inputTokens: 20 },
    });
  });
});

describe("the question for a hypothesis", () => {
  it("is the same for the same context, and says costs, signatures, grammar and answer's shape", () => {
    const { system } = proposalPrompt(CONTEXT);
    expect(proposalPrompt(CONTEXT)).toEqual({ system, prompt: prompt({}) });
    for (const part of [
      "5 bp of fees and 2 bp of slippage",
      SIGNATURES,
      '"latched"',
      '"ZScore"',
      '"mechanism"',
      '"first-half"',
    ])
      expect(system).toContain(part);
    expect(prompt({})).toContain("Make exactly one change");
  });

  it("says what code must be like to pass, and what it is for", () => {
    const { system } = proposalPrompt(CONTEXT);
    expect(system).toContain(
      "every number that could be tuned, a look-back, a threshold, a size, a stop, must be a parameter",
    );
    expect(system).toContain("give code for what the grammar of trees cannot say.");
    expect(system).not.toContain("cannot be promoted");
  });

  it("shows the rule that the search is around, and asks for variations of it", () => {
    const context = { family: "trend", around: parseStrategyTree(TREE) } as const;
    expect(prompt(context)).toContain(
      "The search is around one rule. #0 (trend): Long while the close is above the 21-bar average of the close; else flat.\n" +
        "Propose a better variation of #0, not #0 itself, and name it or one of its variations as the parent.\n\n" +
        "Stay in the family trend.\n",
    );
    expect(prompt(context)).not.toContain("Start simple");
    expect(proposalPrompt({ ...CONTEXT, ...context }).system).toContain('  "family": "trend",\n');
    expect(proposalPrompt(CONTEXT).system).toContain('  "family": "trend" | "momentum" | ');
    expect(prompt({})).not.toMatch(/around one rule|#0/);
  });

  it("shows the best five and the last ten trials, once each", () => {
    const all = Array.from({ length: 40 }, (_, i) => tried(i, { sharpe: i < 5 ? 3 - i / 10 : 0 }));
    expect(shownTrials(all).map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
    expect(shownTrials(all.slice(0, 6)).map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("starts simple, builds on what came close, and turns away from a family that failed three times", () => {
    const late = Array.from({ length: 12 }, (_, i) => tried(i, { family: i < 9 ? "momentum" : "breakout" }));
    expect(prompt({})).toContain("Start simple");
    expect(prompt({ tried: late })).toContain("Build on what came close");
    expect(prompt({ tried: late })).toContain("take another one");
    expect(prompt({ tried: late, family: "breakout" })).toContain("Stay in the family breakout.");
    expect(prompt({ tried: late, family: "breakout" })).not.toContain("take another one");
    expect(prompt({ tried: [...late, tried(12, { outcome: { kind: "accepted" } })] })).not.toContain(
      "take another one",
    );
  });
});
