import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { modelClient, ScriptedClient, SqliteUsageJournal } from "@rara-trading/agent";
import { type CandleColumns, SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import {
  type CampaignOutcome,
  DEFAULT_GATE1_THRESHOLDS,
  type GeneratorKind,
  hashColumns,
  type ModelAnswer,
  type ModelQuestion,
  runCampaign,
  type TrialLedger,
} from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SystemClock } from "../adapters/system-clock.ts";
import { modelAsker } from "../commands/agent-model.ts";
import { homePaths } from "../home-paths.ts";
import { answerOf, codeAnswer, MODEL_CODE } from "../testing/model-answers.ts";
import { CompilingWorkshop } from "./compiling-workshop.ts";
import { openHomeServices } from "./home-services.ts";

const SLOW_MS = 120_000;
const BARS = 500;
const clock = new SystemClock();
const SERIES = { instrument: "sim:model" as SeriesKey["instrument"], timeframe: "1d" } as const;
const market: CandleColumns = plantedMomentumMarket({
  bars: BARS,
  sharpe: 1,
  startMs: 0,
  random: new SeededRandom("model"),
});
const at = (index: number): number => market.openTimeMs[index] ?? 0;
const range = { fromMs: at(0), toMs: at(BARS - 1) };
const spans = { research: range, validation: range, vault: range, paper: range } as never;

/** What a model answers, one question after another; each answer is worth 1,000 tokens and a quarter dollar. */
function scripted(texts: readonly string[]): ConstructorParameters<typeof ScriptedClient>[0] {
  return texts.map((text) => ({ text, inputTokens: 900, outputTokens: 100, costUsd: 0.25, model: "m-1" }));
}

interface Attempt {
  readonly runId?: string;
  /** Takes every question. */
  readonly questions?: string[];
  readonly generator: GeneratorKind;
  readonly hypotheses: number;
  /** Answers of the model in this attempt; no model at all when absent. */
  readonly answers?: readonly string[];
  readonly tokensPerDay?: number;
  /** The process dies at this append to the ledger, before anything of it is stored. */
  readonly dies?: { readonly appends: number };
}

/** A ledger in a process that dies. */
function dying(ledger: TrialLedger, { appends }: { readonly appends: number }): TrialLedger {
  let left = appends;
  return new Proxy(ledger, {
    get(target, name: keyof TrialLedger) {
      if (name !== "append") return target[name].bind(target as never);
      return async (...entries: Parameters<TrialLedger["append"]>) => {
        if (--left === 0) throw new Error("killed");
        return await target.append(...entries);
      };
    },
  });
}

const TREE = answerOf(20);
const ANSWERS = [TREE, answerOf(34), answerOf(55), answerOf(89)];
/** A repair that does not compile either. */
const REPAIR = '{ "code": "let y = ;" }';

/** Nothing is promoted here, so nobody may look. */
function neverLooked(): never {
  throw new Error("Expected nobody to look into the vault.");
}

describe("a campaign with a language model", { timeout: SLOW_MS }, () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rara-model-campaign-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs an attempt at the one run of a home. */
  async function attempt(home: string, how: Attempt): Promise<CampaignOutcome> {
    const { generator, hypotheses, answers, tokensPerDay = 1_000_000, dies, runId = "run-1", questions = [] } = how;
    const homePath = join(folder, home);
    await using services = await openHomeServices(homePath, clock);
    using journal = SqliteUsageJournal.open(":memory:");
    const signal = new AbortController().signal;
    await using workshop = new CompilingWorkshop(homePath, clock, signal);
    const client = modelClient(new ScriptedClient(scripted(answers ?? [])), {
      journal,
      budget: { tokensPerDay, usdPerDay: null },
      prices: null,
      clock,
      random: new SeededRandom(1),
      attemptsMax: 1,
      atOnceMax: 1,
    });
    const model = {
      backend: "scripted",
      ask: <T>(question: ModelQuestion<T>): Promise<ModelAnswer<T>> => {
        questions.push(question.prompt);
        return modelAsker(client)(question);
      },
      sdkSignatures: "",
      maxOutputTokens: 1_000,
      compile: (source: string) => workshop.compile(source),
    };
    const ledger = dies === undefined ? services.ledger : dying(services.ledger, dies);
    return await runCampaign(
      {
        data: { series: SERIES, range, candles: market, dataHash: hashColumns(market) },
        vault: { commit: neverLooked, test: neverLooked },
        spans,
        ledger,
        bus: services.bus,
        workshop,
        ...(answers !== undefined && { model }),
        clock,
        cpuMs: () => 0,
        onProgress: () => {},
        signal,
      },
      {
        runId,
        seed: "1",
        hypothesesMax: hypotheses,
        generator,
        vault: "off",
        calendar: "sessions",
        benchmark: "cash",
        costs: { feeBps: 5, slippageBps: 5 },
        capital: 100_000,
        thresholds: { ...DEFAULT_GATE1_THRESHOLDS, sharpeMin: 3, resamples: 100 },
      },
    );
  }

  /** Everything that the chain of a home covers but the run's ends, which tell of each attempt. */
  function chain(home: string): readonly string[] {
    using database = new DatabaseSync(homePaths(join(folder, home)).researchDatabase, { readOnly: true });
    const rows = database
      .prepare("SELECT kind, entry_key, body FROM journal WHERE kind <> 'run-end' ORDER BY seq")
      .all();
    return rows.map(({ kind, entry_key, body }) => `${String(kind)} ${String(entry_key)} ${String(body)}`);
  }

  const ends = (home: string): readonly unknown[] => {
    using database = new DatabaseSync(homePaths(join(folder, home)).researchDatabase, { readOnly: true });
    const rows = database.prepare("SELECT body FROM journal WHERE kind = 'run-end' ORDER BY seq").all();
    return rows.map(({ body }) => JSON.parse(String(body)) as unknown);
  };

  /** The bodies of the model's trials. */
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of every shape
  const modelTrials = (home: string): readonly any[] =>
    chain(home)
      .filter((row) => row.startsWith("trial ") && row.includes('"origin":"model"'))
      .map((row) => JSON.parse(row.slice(row.indexOf("{"))));

  it("is asked first and again between stretches of the offline search, which breeds from its trees", async () => {
    const outcome = await attempt("mixed", { generator: "mixed", hypotheses: 200, answers: ANSWERS });
    expect(outcome).toMatchObject({
      status: "completed",
      evaluated: 200,
      model: { trials: 2, inputTokens: 1_800, outputTokens: 200, costUsd: 0.5, stop: null },
    });
    expect(modelTrials("mixed")).toMatchObject([
      { index: 0, model: { backend: "scripted", model: "m-1", expected: { turnover: 20 }, inputTokens: 900 } },
      { index: 101, model: { statement: { mechanism: expect.stringContaining("Holders") as string }, costUsd: 0.25 } },
    ]);
    const children = chain("mixed").filter((row) => /"parentIds":\[[^\]]*"run-1-h(?:1|102)"/.test(row));
    expect(children.length).toBeGreaterThan(0);
    expect(chain("mixed")[0]).toContain('"generator":"mixed"');
  });

  it("comes to the same ledger wherever it was killed, and asks for no answer twice", async () => {
    const how = { generator: "mixed", hypotheses: 130 } as const;
    await attempt("whole", { ...how, answers: ANSWERS });
    const whole = chain("whole");
    // The run, the model, three batches, the model, the rest, the end.
    for (let appends = 2; appends <= 8; appends++) {
      const home = `killed-${appends}`;
      await expect(attempt(home, { ...how, answers: ANSWERS, dies: { appends } })).rejects.toThrow("killed");
      const paid = modelTrials(home).length;
      expect(paid).toBe(appends <= 2 ? 0 : appends <= 6 ? 1 : 2);
      const outcome = await attempt(home, { ...how, answers: ANSWERS.slice(paid) });
      expect(outcome).toMatchObject({ status: "completed", model: { trials: 2, inputTokens: 1_800, costUsd: 0.5 } });
      expect(chain(home)).toEqual(whole);
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

  it("logs code as a trial that only its form keeps from being weighed, and answers without a rule as failures", async () => {
    const answers = [codeAnswer(MODEL_CODE), "no", "no again", codeAnswer("let x = ;"), ...Array(3).fill(REPAIR), TREE];
    const how = { generator: "llm", hypotheses: 4 } as const;
    await expect(attempt("code", { ...how, answers, dies: { appends: 5 } })).rejects.toThrow("killed");
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
    const verdicts = chain("code").filter((row) => row.startsWith("verdict "));
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
    expect(chain("days")).toEqual(chain("whole"));
    expect(ends("days")).toMatchObject([
      { status: "interrupted", evaluated: spent.evaluated, reason: "budget-spent" },
      { status: "completed", evaluated: 4 },
    ]);
  });

  it("goes on offline when the model fails, or is gone the next time", async () => {
    const failing = await attempt("failing", { generator: "mixed", hypotheses: 150, answers: ANSWERS.slice(0, 1) });
    const stop = { reason: "model-failed", code: "agent.unavailable" };
    expect(failing).toMatchObject({ status: "completed", evaluated: 150, model: { trials: 1, stop } });
    const how = { generator: "mixed", hypotheses: 150 } as const;
    await expect(attempt("gone", { ...how, answers: ANSWERS, dies: { appends: 4 } })).rejects.toThrow("killed");
    const gone = await attempt("gone", how);
    expect(gone).toMatchObject({
      status: "completed",
      evaluated: 150,
      model: { trials: 1, stop: { reason: "no-model" } },
    });
    expect(chain("gone")).toEqual(chain("failing"));
  });
});
