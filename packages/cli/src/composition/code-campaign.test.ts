import { SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { type CampaignOptions, type CampaignOutcome, DEFAULT_GATE1_THRESHOLDS } from "@rara-trading/research";
import { FileArtifactStore } from "@rara-trading/strategy-runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CampaignHomes } from "../testing/campaign-homes.ts";
import {
  answerOf,
  BRITTLE_CODE,
  codeAnswer,
  IDLE_CODE,
  knowingCode,
  MODEL_CODE,
  MOMENTUM_CODE,
} from "../testing/model-answers.ts";
import { ScriptedModel } from "../testing/scripted-model.ts";

const SLOW_MS = 240_000;
const MARKET = plantedMomentumMarket({ bars: 700, sharpe: 5, startMs: 0, random: new SeededRandom("code") });
/** An edge so strong that a handful of tries on few bars is enough; every other gate asks what it always asks. */
const THRESHOLDS = { ...DEFAULT_GATE1_THRESHOLDS, betsMin: 30, resamples: 100, breadthShare: 0 };
const ABOUT = {
  series: { instrument: "sim:code" as SeriesKey["instrument"], timeframe: "1d" },
  market: MARKET,
  options: { generator: "llm", hypothesesMax: 3, thresholds: THRESHOLDS },
} as const;
const ANSWERS = [codeAnswer(MOMENTUM_CODE), answerOf(20), codeAnswer(MODEL_CODE)];

describe("a campaign whose model writes code", { timeout: SLOW_MS }, () => {
  let homes: CampaignHomes;
  beforeEach(() => {
    homes = new CampaignHomes(ABOUT);
  });
  afterEach(() => homes[Symbol.dispose]());

  async function attempt(
    home: string,
    answers: readonly string[],
    { diesAtAppend, ...options }: Partial<CampaignOptions> & { readonly diesAtAppend?: number } = {},
  ): Promise<CampaignOutcome> {
    using model = new ScriptedModel({ answers });
    const circumstances = { model: model.in.bind(model), ...(diesAtAppend !== undefined && { diesAtAppend }) };
    return await homes.attempt(home, options, circumstances);
  }

  /** What the ledger holds of one kind, by the key of each entry. */
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of every shape
  const bodies = (home: string, kind: "trial" | "verdict"): readonly any[] =>
    homes
      .rows(home, `SELECT body FROM journal WHERE kind = '${kind}' ORDER BY seq`)
      .map(({ body }) => JSON.parse(String(body)));

  const trialsLogged = (home: string): number => bodies(home, "trial").filter((body) => "model" in body).length;

  const verdictOn = (home: string, trialId: string) => bodies(home, "verdict").find((body) => body.trialId === trialId);

  it("promotes code with an edge and a parameter through the gates that a tree goes through, and keeps its artifact", async () => {
    const { accepted, rejections } = await attempt("code", ANSWERS);
    expect(accepted).toMatchObject([{ trial: { trialId: "run-1-t1", tree: { kind: "code", source: MOMENTUM_CODE } } }]);
    expect(accepted[0]?.checks.map(({ gate, passed }) => `${gate} ${passed}`)).toEqual(
      (
        "trades sharpe drawdown exposure concentration form reality-check breadth " +
        "double-cost break-even-cost delay missed-fills parameters plateau distant-plateau " +
        "regimes test-sets alpha book-correlation book-sharpe capacity correlated " +
        "integrity prefix-invariance future-shuffle own-bar determinism lag fuel"
      )
        .split(" ")
        .map((gate) => `${gate} true`),
    );
    expect(accepted[0]?.equityFraction).toBeGreaterThan(0.3);
    const store = new FileArtifactStore(homes.path("code"));
    expect((await store.load(accepted[0]?.artifactSha256 ?? "")).source).toBe(MOMENTUM_CODE);
    expect(rejections).toEqual({ concentration: 2 });
  });

  it("logs its neighbours as trials with their parameters, under a hash of their own", async () => {
    await attempt("code", ANSWERS);
    const [own, ...others] = bodies("code", "trial").filter(({ tree }) => tree.source === MOMENTUM_CODE);
    expect(own.tree).not.toHaveProperty("parameters");
    const near = [17, 18, 19, 21, 22, 23];
    const lookbacks = others.map(({ tree }) => tree.parameters.lookback as number);
    expect(lookbacks.slice(0, near.length).toSorted((a, b) => a - b)).toEqual(near);
    expect(lookbacks).toHaveLength(near.length + 10);
    expect(lookbacks.every((lookback) => lookback >= 12 && lookback <= 28 && lookback !== 20)).toBe(true);
    for (const { hypothesis, tree, index, returnsHash } of others) {
      expect(hypothesis).toMatchObject({ origin: "neighbour", family: "momentum", parentIds: ["run-1-h1"] });
      expect(hypothesis.english).toBe(`The code of run-1-t1 with lookback = ${tree.parameters.lookback}.`);
      expect(returnsHash).toMatch(/^[0-9a-f]{64}$/);
      expect(verdictOn("code", `run-1-t${index + 1}`)).toMatchObject({ state: { gate: "neighbour" } });
    }
    const hashes = new Map(others.map(({ hypothesis, tree }) => [tree.parameters.lookback, hypothesis.treeHash]));
    expect(new Set([...hashes.values(), own.hypothesis.treeHash]).size).toBe(hashes.size + 1);
  });

  it("comes to the same ledger wherever it was killed, and compiles and judges the code again", async () => {
    const answers = ANSWERS.slice(0, 2);
    const how = { hypothesesMax: answers.length };
    const whole = await attempt("whole", answers, how);
    expect(whole.accepted).toHaveLength(1);
    // The run, two answers, the judgement, the end.
    for (let diesAtAppend = 2; diesAtAppend <= 5; diesAtAppend++) {
      const home = `killed-${diesAtAppend}`;
      await expect(attempt(home, answers, { ...how, diesAtAppend })).rejects.toThrow("killed");
      const resumed = await attempt(home, answers.slice(trialsLogged(home)), how);
      expect(resumed.accepted).toEqual(whole.accepted);
      expect(resumed.search).toEqual(whole.search);
      expect(resumed.rejections).toEqual(whole.rejections);
      expect(homes.chain(home)).toEqual(homes.chain("whole"));
    }
    await attempt("unharmed", answers, { ...how, diesAtAppend: 6 });
  });

  it("judges code beside the trees of the offline search, also when it was killed before that", async () => {
    const how = { generator: "mixed", hypothesesMax: 40 } as const;
    const whole = await attempt("whole", [codeAnswer(MOMENTUM_CODE)], how);
    const judged = bodies("whole", "verdict").map(({ trialId, state }) => [trialId, state.checks?.[6]?.gate]);
    expect(judged.filter(([, gate]) => gate === "reality-check")).toContainEqual(["run-1-t1", "reality-check"]);
    // The run, the code, the trees, the judgement.
    await expect(attempt("killed", [codeAnswer(MOMENTUM_CODE)], { ...how, diesAtAppend: 4 })).rejects.toThrow("killed");
    const resumed = await attempt("killed", [], how);
    expect(resumed.accepted).toEqual(whole.accepted);
    expect(homes.chain("killed")).toEqual(homes.chain("whole"));
  });

  it("keeps a refusal by a later gate wherever it was killed", async () => {
    const answers = [codeAnswer(IDLE_CODE)];
    const whole = await attempt("whole", answers, { hypothesesMax: 1 });
    expect(whole.rejections).toEqual({ parameters: 1 });
    // When the judgement was about to be written, and when it was.
    for (const diesAtAppend of [3, 4]) {
      const home = `refused-${diesAtAppend}`;
      await expect(attempt(home, answers, { hypothesesMax: 1, diesAtAppend })).rejects.toThrow("killed");
      expect((await attempt(home, [], { hypothesesMax: 1 })).rejections).toEqual(whole.rejections);
      expect(homes.chain(home)).toEqual(homes.chain("whole"));
    }
  });

  it("counts the same code in other words as one way in which an edge was found", async () => {
    const again = [MOMENTUM_CODE, `${MOMENTUM_CODE}// Once more.\n`, `// And again.\n${MOMENTUM_CODE}`].map(codeAnswer);
    const thresholds = { ...THRESHOLDS, breadthShare: DEFAULT_GATE1_THRESHOLDS.breadthShare };
    const { accepted, best } = await attempt("again", again, { thresholds });
    expect(accepted).toEqual([]);
    expect(best).toMatchObject({ rejectedBy: "breadth" });
    expect(best?.reason).toContain("In this search 1 rule of 3, bred from no other, passed their own gates");
  });

  it("has it in the book of later runs, which refuse the same again", async () => {
    const [first] = (await attempt("book", ANSWERS)).accepted;
    const again = await attempt("book", [codeAnswer(MOMENTUM_CODE)], { runId: "run-2", hypothesesMax: 1 });
    expect(again.rejections).toEqual({ "book-correlation": 1 });
    const { state } = verdictOn("book", "run-2-t1");
    expect(state.reason).toContain(`the promoted ${first?.strategyId} by 1.00, above 0.70`);
  });

  it("refuses code that knows the future by heart, however good it looks", async () => {
    const rises = Array.from(MARKET.close, (close, i) => close > (MARKET.open[i] ?? close));
    const outcome = await attempt("knows", [codeAnswer(knowingCode(rises))], { hypothesesMax: 1 });
    expect(outcome.best?.trial.metrics?.sharpe).toBeGreaterThan(10);
    expect(outcome).toMatchObject({ accepted: [], rejections: { form: 1 }, best: { rejectedBy: "form" } });
    expect(outcome.best?.reason).toContain(
      "hidden from the plateau gates, because no declared parameter moves them: a text",
    );
  });

  it("refuses an artifact that loses too much one bar late, and one that computes too much, where a person asks for that", async () => {
    const asked = { lag: { lagShareMin: 1 }, fuel: { fuelShareMax: 0.00001 } };
    for (const [gate, threshold] of Object.entries(asked)) {
      const thresholds = { ...THRESHOLDS, ...threshold };
      const outcome = await attempt(gate, [codeAnswer(MOMENTUM_CODE)], { hypothesesMax: 1, thresholds });
      expect(outcome).toMatchObject({ accepted: [], rejections: { [gate]: 1 }, best: { rejectedBy: gate } });
      const [run] = homes.rows(gate, "SELECT body FROM journal WHERE kind = 'run'");
      expect(JSON.parse(String(run?.["body"])).settings.thresholds).toMatchObject(threshold);
    }
    expect(verdictOn("lag", "run-1-t1").state.reason).toMatch(
      /^Its Sharpe ratio is \d+\.\d\d and with every decision one bar late \d+\.\d\d: the share that is left is 0\.\d+, below 1\.00\.$/,
    );
    expect(verdictOn("fuel", "run-1-t1").state.reason).toMatch(
      /^Its dearest call took [\d,]+ of 1,000,000 fuel, a bar on average [\d,]+ of 250,000: the larger share is 0\.\d+, above 0\.00001\.$/,
    );
  });

  it("refuses code without a parameter, and code whose parameters do nothing", async () => {
    const without = MOMENTUM_CODE.replace('.param("lookback", 20, 2, 100)', "").replace("i32(param(0))", "20");
    const answers = [codeAnswer(without), codeAnswer(IDLE_CODE)];
    const outcome = await attempt("none", answers, { hypothesesMax: 2 });
    expect(outcome).toMatchObject({ accepted: [], rejections: { form: 1, parameters: 1 } });
    expect(verdictOn("none", "run-1-t1").state.reason).toContain("It declares no parameter that can be moved by 15 %");
    expect(verdictOn("none", "run-1-t2").state.reason).toBe(
      "0 of its 6 neighbours trade otherwise than it: its parameters do nothing, so its numbers are hidden from the plateau gates; 1 is needed.",
    );
    // What was evaluated for that is logged.
    expect(bodies("none", "trial").filter(({ hypothesis }) => hypothesis.origin === "neighbour")).toHaveLength(6);
  });

  it("counts neighbours that break as such, and writes down why", async () => {
    const outcome = await attempt("brittle", [codeAnswer(BRITTLE_CODE)], { hypothesesMax: 1 });
    expect(outcome).toMatchObject({ accepted: [], rejections: { plateau: 1 } });
    const states = bodies("brittle", "verdict").map(({ state }) => state.code ?? state.gate);
    expect(states.filter((state) => state === "strategy.abort").length).toBeGreaterThan(5);
    expect(states.at(-1)).toBe("plateau");
  });
});
