import { SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import {
  type CampaignOutcome,
  DEFAULT_GATE1_THRESHOLDS,
  type GeneratorKind,
  parseStrategyTree,
  type SearchCentre,
} from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stopInWords } from "../commands/research-generator.ts";
import { CampaignHomes } from "../testing/campaign-homes.ts";
import { answerOf, codeAnswer, MODEL_CODE } from "../testing/model-answers.ts";
import { ScriptedModel } from "../testing/scripted-model.ts";

const SLOW_MS = 120_000;
const ABOUT = {
  series: { instrument: "sim:model" as SeriesKey["instrument"], timeframe: "1d" },
  market: plantedMomentumMarket({ bars: 500, sharpe: 1, startMs: 0, random: new SeededRandom("model") }),
  // Nothing is promoted here.
  options: { thresholds: { ...DEFAULT_GATE1_THRESHOLDS, sharpeMin: 3, resamples: 100 } },
} as const;

interface Attempt {
  readonly runId?: string;
  /** Takes every question. */
  readonly questions?: string[];
  readonly generator: GeneratorKind;
  readonly hypotheses: number;
  /** Answers of the model in this attempt; no model at all when absent. */
  readonly answers?: readonly string[];
  readonly tokensPerDay?: number;
  readonly diesAtAppend?: number;
  /** A rule to search around. */
  readonly around?: SearchCentre;
}

const TREE = answerOf(20);
const ANSWERS = [TREE, answerOf(34), answerOf(55), answerOf(89)];
/** A repair that does not compile either. */
const REPAIR = '{ "code": "let y = ;" }';
/** Ten answers that come to no rule: nine that are no proposals, also when asked again, and code that never compiles. */
const USELESS = [...Array<string>(18).fill("no"), codeAnswer("let x = ;"), ...Array<string>(3).fill(REPAIR)];
/** A strategy of another run: long above the average of 50 bars. */
const CENTRE: SearchCentre = {
  strategyId: "old-strategy",
  hypothesisId: "old-run-h7",
  tree: parseStrategyTree((JSON.parse(answerOf(50)) as { readonly tree: unknown }).tree),
};

describe("a campaign with a language model", { timeout: SLOW_MS }, () => {
  let homes: CampaignHomes;
  beforeEach(() => {
    homes = new CampaignHomes(ABOUT);
  });
  afterEach(() => homes[Symbol.dispose]());

  /** Runs an attempt at the one run of a home. */
  async function attempt(home: string, how: Attempt): Promise<CampaignOutcome> {
    const { generator, hypotheses, answers, tokensPerDay = 1_000_000, diesAtAppend, around, questions = [] } = how;
    using model = new ScriptedModel({ answers: answers ?? [], questions, tokensPerDay });
    return await homes.attempt(
      home,
      { runId: how.runId ?? "run-1", hypothesesMax: hypotheses, generator, ...(around !== undefined && { around }) },
      {
        ...(diesAtAppend !== undefined && { diesAtAppend }),
        ...(answers !== undefined && { model: (workshop) => model.in(workshop) }),
      },
    );
  }

  const ends = (home: string): readonly unknown[] =>
    homes
      .rows(home, "SELECT body FROM journal WHERE kind = 'run-end' ORDER BY seq")
      .map(({ body }) => JSON.parse(String(body)) as unknown);

  /** The bodies of the model's trials. */
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of every shape
  const modelTrials = (home: string): readonly any[] =>
    homes
      .chain(home)
      .filter((row) => row.startsWith("trial ") && row.includes('"origin":"model"'))
      .map((row) => JSON.parse(row.slice(row.indexOf("{"))));

  it("is asked first and again between stretches of the offline search, which breeds from its trees", async () => {
    const outcome = await attempt("mixed", { generator: "mixed", hypotheses: 400, answers: [5, 6, 7].map(answerOf) });
    expect(outcome).toMatchObject({
      status: "completed",
      evaluated: 400,
      model: { trials: 3, inputTokens: 2_700, outputTokens: 300, costUsd: 0.75, stop: null },
    });
    const asked = modelTrials("mixed");
    expect(asked.slice(0, 2)).toMatchObject([
      { index: 0, model: { backend: "scripted", model: "m-1", expected: { turnover: 20 }, inputTokens: 900 } },
      { index: 101, model: { statement: { mechanism: expect.stringContaining("Holders") as string }, costUsd: 0.25 } },
    ]);
    const parents = asked.map(({ index }) => `"run-1-h${index + 1}"`);
    const children = homes.chain("mixed").filter((row) => {
      const named = /"parentIds":\[([^\]]*)\]/.exec(row)?.[1] ?? "";
      return parents.some((id) => named.includes(id));
    });
    expect(children.length).toBeGreaterThan(0);
    expect(homes.chain("mixed")[0]).toContain('"generator":"mixed"');
  });

  it("comes to the same ledger wherever it was killed, and asks for no answer twice", async () => {
    const how = { generator: "mixed", hypotheses: 130 } as const;
    await attempt("whole", { ...how, answers: ANSWERS });
    const whole = homes.chain("whole");
    // The run, the model, three batches, the model, the rest, the end.
    for (let appends = 2; appends <= 8; appends++) {
      const home = `killed-${appends}`;
      await expect(attempt(home, { ...how, answers: ANSWERS, diesAtAppend: appends })).rejects.toThrow("killed");
      const paid = modelTrials(home).length;
      expect(paid).toBe(appends <= 2 ? 0 : appends <= 6 ? 1 : 2);
      const outcome = await attempt(home, { ...how, answers: ANSWERS.slice(paid) });
      expect(outcome).toMatchObject({ status: "completed", model: { trials: 2, inputTokens: 1_800, costUsd: 0.5 } });
      expect(homes.chain(home)).toEqual(whole);
    }
  });

  it("tells it what became of the trials, its expectations, and its trials of earlier runs", async () => {
    const first: string[] = [];
    const how = { generator: "mixed", hypotheses: 110, answers: ANSWERS } as const;
    await attempt("told", { ...how, questions: first });
    expect(first).toHaveLength(2);
    expect(first[0]).toContain("Trials so far: 0.");
    expect(first[0]).toContain("You have made no expectation yet");
    expect(first[1]).toContain("Trials so far: 101.");
    expect(first[1]).toMatch(/Stopped by gate: .*sharpe \d+/);
    expect(first[1]).toMatch(
      /#1 \(momentum\): Long while the close is above the 20-bar average .*, expected 0 to 1\.5,/,
    );
    expect(first[1]).toContain("Of your 1 expected Sharpe ranges");
    const second: string[] = [];
    const child = answerOf(13).replace('"parents":[]', '"parents":[3]');
    await attempt("told", { ...how, runId: "run-2", answers: [child], hypotheses: 1, questions: second });
    expect(second[0]).toMatch(/#2 \(momentum\): .* 20-bar average/);
    expect(second[0]).toMatch(/#3 \(momentum\): .* 34-bar average/);
    expect(second[0]).toContain("Of your 2 expected Sharpe ranges");
    expect(modelTrials("told").at(-1)).toMatchObject({ hypothesis: { parentIds: ["run-1-h102"] } });
  });

  it("logs code as a trial, whose form is asked for as well, and answers without a rule as failures", async () => {
    const answers = [codeAnswer(MODEL_CODE), "no", "no again", codeAnswer("let x = ;"), ...Array(3).fill(REPAIR), TREE];
    const how = { generator: "llm", hypotheses: 4 } as const;
    await expect(attempt("code", { ...how, answers, diesAtAppend: 5 })).rejects.toThrow("killed");
    // The first three are taken from the ledger as they are.
    const outcome = await attempt("code", { ...how, answers: [TREE] });
    expect(outcome.model).toMatchObject({ trials: 4, inputTokens: 7_200 });
    const [code, nothing, broken, tree] = modelTrials("code");
    expect(code).toMatchObject({ tree: { kind: "code", source: MODEL_CODE }, hypothesis: { family: "momentum" } });
    expect(code.returnsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(nothing).toMatchObject({
      tree: { kind: "none" },
      metrics: null,
      model: { inputTokens: 1_800, expected: null },
    });
    expect(broken).toMatchObject({ tree: { kind: "code", source: "let y = ;" }, model: { inputTokens: 3_600 } });
    // The same rule as a tree earns the same.
    expect(tree).toMatchObject({ tree: { kind: "regime" }, returnsHash: code.returnsHash });
    const verdicts = homes.chain("code").filter((row) => row.startsWith("verdict "));
    expect(verdicts[0]).toContain('"gate":"form"');
    expect(verdicts[1]).toContain("research.unusable-answer");
    expect(verdicts[2]).toContain("research.never-compiled");
    expect(outcome.rejections).toMatchObject({ failed: 2 });
  });

  it("ends for the day when the budget is spent, and goes on the next day as if nothing had been", async () => {
    const how = { generator: "llm", hypotheses: 4 } as const;
    await attempt("whole", { ...how, answers: ANSWERS });
    const spent = await attempt("days", { ...how, answers: ANSWERS, tokensPerDay: 5_000 });
    expect(spent).toMatchObject({ status: "interrupted", model: { stop: { reason: "budget-spent" } } });
    expect(spent.evaluated).toBeGreaterThan(0);
    expect(spent.evaluated).toBeLessThan(4);
    const next = await attempt("days", { ...how, answers: ANSWERS.slice(spent.evaluated) });
    expect(next).toMatchObject({ status: "completed", evaluated: 4, model: { trials: 4, stop: null } });
    expect(homes.chain("days")).toEqual(homes.chain("whole"));
    expect(ends("days")).toMatchObject([
      { status: "interrupted", evaluated: spent.evaluated, reason: "budget-spent" },
      { status: "completed", evaluated: 4 },
    ]);
  });

  it("shows the model the rule that it is around, and takes it as the parent of a variation", async () => {
    const questions: string[] = [];
    const answers = [answerOf(40).replace('"parents":[]', '"parents":[0]')];
    await attempt("around", { generator: "llm", hypotheses: 1, answers, around: CENTRE, questions });
    expect(questions[0]).toContain(
      "around one rule. #0 (momentum): Long while the close is above the 50-bar average of the close; else flat.",
    );
    expect(questions[0]).toContain("Stay in the family momentum.");
    expect(modelTrials("around")).toMatchObject([{ hypothesis: { family: "momentum", parentIds: ["old-run-h7"] } }]);
  });

  it("begins a mixed search around a rule with that rule, before the model has its turn, also when it was killed", async () => {
    const how = { generator: "mixed", hypotheses: 20, around: CENTRE } as const;
    const questions: string[] = [];
    const child = answerOf(40).replace('"parents":[]', '"parents":[0]');
    await attempt("whole", { ...how, answers: [child], questions });
    expect(questions[0]).toContain("#0 (momentum): Long while the close is above the 50-bar average of the close;");
    expect(questions[0]).toMatch(/#1 \(momentum\): Long while the close is above the 50-bar .* Result: Sharpe ratio/);
    const whole = homes.chain("whole");
    expect(whole.find((row) => row.startsWith("trial run-1#0 "))).toContain('"parentIds":["old-run-h7"]');
    expect(modelTrials("whole")).toMatchObject([{ index: 1, hypothesis: { parentIds: ["old-run-h7"] } }]);
    // The run, the rule, the model, the rest, the end.
    for (let appends = 2; appends <= 5; appends++) {
      const home = `around-${appends}`;
      await expect(attempt(home, { ...how, answers: [child], diesAtAppend: appends })).rejects.toThrow("killed");
      const answers = modelTrials(home).length === 0 ? [child] : [];
      expect(await attempt(home, { ...how, answers })).toMatchObject({ status: "completed", model: { trials: 1 } });
      expect(homes.chain(home)).toEqual(whole);
    }
  });

  it("ends after ten answers in a row without a rule, wherever it was killed, and asks again when it is resumed", async () => {
    const how = { generator: "llm", hypotheses: 40 } as const;
    const answers = [TREE, ...USELESS, ...ANSWERS];
    const stopped = {
      status: "interrupted",
      evaluated: 11,
      model: { stop: { reason: "unusable-answers", answers: 10 } },
    };
    const whole = await attempt("useless", { ...how, answers });
    expect(whole).toMatchObject(stopped);
    expect(stopInWords(whole.model)).toContain("The last 10 answers of the language model came to no rule");
    expect(ends("useless")).toMatchObject([{ status: "interrupted", evaluated: 11, reason: "unusable-answers" }]);
    const chain = homes.chain("useless");
    // In the middle of them, and when the end was about to be written.
    for (const appends of [7, 13]) {
      const home = `useless-${appends}`;
      await expect(attempt(home, { ...how, answers, diesAtAppend: appends })).rejects.toThrow("killed");
      const done = modelTrials(home).length;
      expect(await attempt(home, { ...how, answers: answers.slice(done === 0 ? 0 : 2 * done - 1) })).toMatchObject(
        stopped,
      );
      expect(homes.chain(home)).toEqual(chain);
    }
    // Somebody wants it: ten more, and one that is of use begins the count again.
    const again = await attempt("useless", { ...how, answers: [...USELESS.slice(0, 8), TREE, ...USELESS, TREE] });
    expect(again).toMatchObject({ ...stopped, evaluated: 26 });
  });

  it("goes on offline when the model fails, or is gone the next time", async () => {
    const failing = await attempt("failing", { generator: "mixed", hypotheses: 150, answers: ANSWERS.slice(0, 1) });
    const stop = { reason: "model-failed", code: "agent.unavailable" };
    expect(failing).toMatchObject({ status: "completed", evaluated: 150, model: { trials: 1, stop } });
    const how = { generator: "mixed", hypotheses: 150 } as const;
    await expect(attempt("gone", { ...how, answers: ANSWERS, diesAtAppend: 4 })).rejects.toThrow("killed");
    const gone = await attempt("gone", how);
    expect(gone).toMatchObject({
      status: "completed",
      evaluated: 150,
      model: { trials: 1, stop: { reason: "no-model" } },
    });
    expect(homes.chain("gone")).toEqual(homes.chain("failing"));
  });
});
