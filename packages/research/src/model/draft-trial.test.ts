import { columnsOf, RaraError, StrategyFault } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import type { AskModel, ModelAnswer, ModelQuestion } from "../prompts/ask-model.ts";
import { marketFeatures } from "../prompts/market-features.ts";
import type { ProposalContext } from "../prompts/proposal-context.ts";
import type { CampaignModel } from "./campaign-model.ts";
import { type DraftedTrial, draftTrial } from "./draft-trial.ts";

const USAGE = { inputTokens: 10, outputTokens: 5, costUsd: 0.5 };

const CONTEXT: ProposalContext = {
  features: marketFeatures(columnsOf([])),
  costs: { feeBps: 5, slippageBps: 2 },
  benchmark: "cash",
  sdkSignatures: "",
  tried: [],
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

const { tree: _, ...WITHOUT_TREE } = {
  family: "trend",
  hypothesis: "Prices above their average go on rising.",
  mechanism: "Holders who sell their winners early lose it.",
  falsifier: { metric: "sharpe", threshold: 0.5, slice: "all" },
  tree: TREE,
  expected: { sharpe: { low: 0.2, high: 1.1 }, turnover: 12, holding: 25 },
  regimeExpectation: { volatility: "low", trend: "rising" },
  parents: [],
  differsFrom: [],
};
const PROPOSAL = { ...WITHOUT_TREE, tree: TREE };
const CODE = { ...WITHOUT_TREE, code: "let x = 1;" };

const SPENT = { kind: "budget-spent", resetsAtMs: 5, usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 } } as const;

/** A model that gives these answers in turn, each checked as the question wants it. */
function model(answers: readonly unknown[], compile: CampaignModel["compile"]): CampaignModel {
  const left = [...answers];
  const ask: AskModel = <T>({ schema }: ModelQuestion<T>): Promise<ModelAnswer<T>> => {
    const answer = left.shift();
    if (answer instanceof Error) return Promise.reject(answer);
    if (typeof answer === "object" && answer !== null && "kind" in answer) return Promise.resolve(SPENT);
    const read = schema["~standard"].validate(answer);
    return Promise.resolve(
      read.issues === undefined
        ? { kind: "answer", value: read.value, usage: USAGE, model: "m" }
        : { kind: "invalid", issues: read.issues.map(({ message }) => message), usage: USAGE },
    );
  };
  return { backend: "scripted", ask, compile, sdkSignatures: "", maxOutputTokens: 100 };
}

const never: CampaignModel["compile"] = () => Promise.reject(new Error("a compiler was asked"));
const session = { newSession: () => Promise.reject(new Error("not run here")) as never };
const compiles: CampaignModel["compile"] = () => Promise.resolve({ kind: "compiled", product: session });
const fails: CampaignModel["compile"] = () =>
  Promise.resolve({ kind: "failed", findings: [{ line: 1, column: 1, code: "TS1109" }] });

function draft(answers: readonly unknown[], compile: CampaignModel["compile"] = never): Promise<DraftedTrial> {
  return draftTrial(model(answers, compile), CONTEXT, new AbortController().signal);
}

describe("draftTrial", () => {
  it("takes a tree as it is, without a compiler, and keeps what the model said and used", async () => {
    const drafted = await draft([PROPOSAL]);
    expect(drafted).toMatchObject({
      kind: "trial",
      drafted: { kind: "tree", tree: { kind: "regime" } },
      family: "trend",
      model: { backend: "scripted", model: "m", ...USAGE, expected: PROPOSAL.expected },
    });
    expect(drafted).toMatchObject({ model: { statement: { mechanism: PROPOSAL.mechanism } } });
  });

  it("compiles code, and keeps the source that compiled", async () => {
    expect(await draft([CODE], compiles)).toMatchObject({
      drafted: { kind: "code", rule: { kind: "code", source: "let x = 1;" }, code: session },
    });
  });

  it("counts every repair of code that never compiles: a trial that failed", async () => {
    const drafted = await draft([CODE, { code: "a" }, { code: "b" }, { code: "c" }], fails);
    expect(drafted).toMatchObject({
      kind: "trial",
      drafted: { kind: "failed", rule: { source: "c" }, failure: { code: "research.never-compiled" } },
      model: { inputTokens: 40, outputTokens: 20, costUsd: 2 },
    });
  });

  it("calls code that breaks a rule of the sandbox a trial that failed, with the repair that it took", async () => {
    const results = [
      fails,
      () => Promise.reject(new StrategyFault("invalid-module", "Expected no imports, found one")),
    ];
    const drafted = await draft([CODE, { code: "a" }], (source) => (results.shift() ?? never)(source));
    expect(drafted).toMatchObject({
      drafted: { kind: "failed", rule: { source: "a" }, failure: { code: "strategy.invalid-module" } },
      model: { inputTokens: 20 },
    });
  });

  it("calls an answer that is no proposal a trial without a rule, because it was paid for", async () => {
    expect(await draft([{ family: "astrology" }])).toMatchObject({
      kind: "trial",
      drafted: { kind: "failed", rule: { kind: "none" }, failure: { code: "research.unusable-answer" } },
      family: null,
      model: { inputTokens: 10, expected: null, statement: null },
    });
  });

  it("keeps a proposal whose repair the budget broke off", async () => {
    expect(await draft([CODE, SPENT], fails)).toMatchObject({
      kind: "trial",
      drafted: { kind: "failed", rule: { source: "let x = 1;" }, failure: { code: "research.draft-broken-off" } },
    });
  });

  it("calls an answer a trial that was paid for before the call for its repair failed", async () => {
    const fault = new RaraError("Expected an answer, found none", { category: "upstream", code: "agent.overloaded" });
    expect(await draft([Object.assign(fault, { usage: USAGE })])).toMatchObject({
      kind: "trial",
      drafted: {
        kind: "failed",
        rule: { kind: "none" },
        failure: {
          code: "research.unusable-answer",
          reason: "Its answer was no proposal: the call failed (agent.overloaded).",
        },
      },
      model: { ...USAGE, expected: null },
    });
    // The same in the middle of the compiler's repairs.
    expect(await draft([CODE, Object.assign(fault, { usage: USAGE })], fails)).toMatchObject({
      drafted: { failure: { code: "research.draft-broken-off" } },
      model: { inputTokens: 20, outputTokens: 10, costUsd: 1 },
    });
  });

  it("logs nothing where nothing was paid: a spent budget, a failed call", async () => {
    expect(await draft([SPENT])).toMatchObject({ kind: "nothing", why: { kind: "budget-spent", resetsAtMs: 5 } });
    const fault = new RaraError("Expected an answer, found none", { category: "upstream", code: "agent.overloaded" });
    expect(await draft([fault])).toMatchObject({ kind: "nothing", why: { kind: "failed", code: "agent.overloaded" } });
  });
});
