import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { copyHome, plantedCsv, plantedHome, type PlantedHome } from "../testing/planted-home.ts";
import { runRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;
const EXAMPLES = fileURLToPath(new URL("../../../../examples/strategies", import.meta.url));

// oxlint-disable-next-line typescript/no-explicit-any -- as in run-rara.ts
type RunDocument = Record<string, any>;

let planted: PlantedHome;
let home = "";

beforeAll(async () => {
  planted = await plantedHome("loop-1");
  ({ home } = planted);
}, SLOW_MS);

describe("research report", { timeout: SLOW_MS }, () => {
  it("writes one page that needs nothing else, and says the same in its document", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "rara-report-")), "deep", "run.html");
    const { schema, data } = (await runRara(["research", "report", "--report", file], { home })).document();
    expect(schema).toBe("rara.research.report/1");
    const { run } = planted;
    expect(data).toMatchObject({ reportPath: file, runId: run.runId, kind: "campaign", status: "completed" });
    expect(data.search).toMatchObject(run.search);
    const { funnel } = data;
    expect(funnel).toMatchObject({ trials: run.hypotheses, accepted: run.promoted.length, pending: 0, failed: 0 });
    const refused = Object.values<number>(run.rejections).reduce((sum, count) => sum + count, 0);
    expect(funnel.steps.reduce((sum: number, step: { refused: number }) => sum + step.refused, 0)).toBe(refused);
    expect(funnel.steps[0].gate).toBe("G1 sanity");
    expect(funnel.steps.slice(-2)).toMatchObject([
      { gate: "validation", use: "record", refused: 0 },
      { gate: "G8 vault", use: "record", refused: 0, left: run.promoted.length },
    ]);
    expect(data.bestSoFar.at(-1)).toMatchObject({ sharpe: run.best.sharpe });
    expect(data.luckySharpe).toBeGreaterThan(0.5);
    const placed = data.archive.reduce((sum: number, cell: { trials: number }) => sum + cell.trials, 0);
    expect(placed).toBeGreaterThan(run.hypotheses / 2);
    expect(data.examined[0]).toMatchObject({
      experimentId: run.promoted[0].experimentId,
      verdict: "accepted",
    });
    expect(data.cost).toMatchObject({ trials: run.hypotheses, inputTokens: 0, costUsd: 0 });
    expect(data.cost.cpuSeconds).toBeGreaterThan(0);
    const page = readFileSync(file, "utf8");
    expect(page).not.toMatch(/<script|<link|src=|https?:\/\/(?!www\.w3)/);
    for (const heading of ["Funnel by gate", "Best so far", "Lineage", "Archive", "What the gates examined", "Cost"]) {
      expect(page).toContain(`<h2>${heading}</h2>`);
    }
    expect(page).not.toContain("passed every gate");
    expect(page).toContain("not asked to refuse: its answers are recorded only");
    expect(page).toContain(run.promoted[0].strategyId);
  });

  it("shows a person's sweep without gates and descent, which it has none of", async () => {
    const copy = copyHome(home);
    const sweep = ["strategy", "sweep", join(EXAMPLES, "donchian-breakout.ts"), "--params", "entry=20..40:10"];
    const { runId } = (await runRara(sweep, { home: copy })).document().data;
    const { data } = (await runRara(["research", "report"], { home: copy })).document();
    expect(data).toMatchObject({
      runId,
      kind: "person",
      funnel: null,
      archive: [],
      lineage: { nodes: [] },
      reportPath: join(copy, "reports", `${runId}.html`),
    });
    expect(data.verdict).toMatch(/^A person's search of 3 trials\./);
    const page = readFileSync(data.reportPath, "utf8");
    expect(page).toContain("<h2>Best so far</h2>");
    expect(page).not.toContain("<h2>Funnel by gate</h2>");
    const campaign = (await runRara(["research", "report", "--run", planted.run.runId], { home: copy })).document();
    expect(campaign.data).toMatchObject({ runId: planted.run.runId, kind: "campaign" });
  });

  it("has a row of halving where the run had it on, and nowhere else", async () => {
    const copy = copyHome(home);
    const env = { RARA_RESEARCH_HALVING: "on" };
    await runRara(["research", "run", "--iterations", "10"], { home: copy, env });
    const { steps } = (await runRara(["research", "report"], { home: copy })).document().data.funnel;
    expect(steps.slice(0, 2).map(({ gate }: { gate: string }) => gate)).toEqual(["halving", "G1 sanity"]);
  });

  it("says so when there is no such run, or none at all", async () => {
    const unknown = await runRara(["research", "report", "--run", "none"], { home });
    expect([unknown.code, unknown.document().error?.code]).toEqual([3, "research.unknown-run"]);
    const empty = mkdtempSync(join(tmpdir(), "rara-report-"));
    const none = await runRara(["research", "report"], { home: empty });
    expect([none.code, none.document().error?.code]).toEqual([3, "research.no-run"]);
  });
});

async function shown(experimentId: string, where = home): Promise<RunDocument> {
  return (await runRara(["research", "show", "--experiment-id", experimentId], { home: where })).document().data;
}

describe("research show", { timeout: SLOW_MS }, () => {
  it("shows what was changed in a parent's code, and nothing for what has no parent", async () => {
    const { experiments } = (
      await runRara(["research", "list", "--run", planted.run.runId, "--order", "index"], { home })
    ).document().data;
    const bred = experiments.find(({ origin }: { origin: string }) => origin === "mutation");
    const { code, parents, hypothesis } = await shown(bred.experimentId);
    expect(parents).toHaveLength(1);
    const [{ hypothesisId, experimentId, diff }] = parents;
    expect([hypothesisId]).toEqual(hypothesis.parentIds);
    const before: string = (await shown(experimentId))["code"];
    for (const line of diff) {
      if (line.startsWith("-")) expect(before.split("\n")).toContain(line.slice(1));
      if (line.startsWith("+")) expect(code.split("\n")).toContain(line.slice(1));
    }
    expect(diff.some((line: string) => line.startsWith("+"))).toBe(true);
    const sample = experiments.find(({ origin }: { origin: string }) => origin === "sample");
    expect((await shown(sample.experimentId))["parents"]).toEqual([]);
  });

  it("knows of each span what was looked at there, and evaluates nothing else", async () => {
    const copy = copyHome(home);
    const [{ experimentId, strategyId, metrics, validation: said, vault }] = planted.run.promoted;
    const yes = said.passed ? 1 : 0;
    expect((await shown(experimentId, copy))["spans"]).toEqual({
      research: metrics,
      validation: { asked: 1, passed: yes },
      vault,
      paper: null,
    });
    const asked = await runRara(["strategy", "backtest", strategyId, "--span", "validation"], { home: copy });
    await runRara(["paper", "start"], { home: copy });
    const { validation, paper } = (await shown(experimentId, copy))["spans"];
    expect(validation).toEqual({ asked: 2, passed: yes + (asked.document().data.passed ? 1 : 0) });
    const { evaluations } = (await runRara(["feedback", "report"], { home: copy })).document().data;
    const judged = evaluations.find((one: { strategyId: string }) => one.strategyId === strategyId);
    expect(paper).toHaveLength(1);
    expect(paper[0]).toMatchObject({ ended: true, metrics: judged.metrics, decision: judged.decision });
    const { experiments } = (await runRara(["research", "list"], { home: copy })).document().data;
    const refused = experiments.find(({ verdict }: { verdict: string }) => verdict === "rejected");
    expect((await shown(refused.experimentId, copy))["spans"]).toMatchObject({
      validation: null,
      vault: null,
      paper: null,
    });
  });
});

function ids({ promoted }: RunDocument): unknown {
  return promoted.map((one: { strategyId: string }) => one.strategyId);
}

describe("the one look into the vault", { timeout: SLOW_MS }, () => {
  it("is spent for a person once research has looked, who is told what it answered", async () => {
    const copy = copyHome(home);
    const [{ strategyId, vault }] = planted.run.promoted;
    const again = await runRara(["strategy", "backtest", strategyId, "--span", "vault"], { home: copy });
    const { error } = again.document();
    expect([again.code, error?.code]).toEqual([6, "strategy.vault-spent"]);
    const { pValue, level, test } = vault;
    expect(error?.details).toMatchObject({ reason: "already-looked", test: { pValue, level, test } });
  });

  it("is spent for research once a person has looked: it says so, promotes, and the look is charged once", async () => {
    const fresh = join(mkdtempSync(join(tmpdir(), "rara-person-first-")), "home");
    mkdirSync(fresh);
    const [{ experimentId, strategyId }] = planted.run.promoted;
    const file = join(fresh, "..", "found.ts");
    writeFileSync(file, (await shown(experimentId))["code"]);
    const csv = join(fresh, "..", "bars.csv");
    writeFileSync(csv, plantedCsv("loop-1"));
    await runRara(["data", "import", csv, "--instrument", "sim:test-momentum", "--timeframe", "1d"], { home: fresh });
    const backtest = ["strategy", "backtest", file, "--span", "vault"];
    const asked = (await runRara(backtest, { home: fresh })).document().data;
    const { data } = (await runRara(["research", "run", "--iterations", "300"], { home: fresh })).document();
    expect([data.status, ids(data)]).toEqual(["completed", ids(planted.run)]);
    const { vault } = data.promoted.find((one: { strategyId: string }) => one.strategyId === strategyId);
    expect(vault).toMatchObject({ pValue: null, confirmed: false });
    expect(vault.reason).toContain("was spent on a person's question");
    const again = (await runRara(backtest, { home: fresh })).document();
    expect(again.error?.details).toMatchObject({ reason: "already-looked", passed: asked.passed });
    expect((await shown(experimentId, fresh))["reason"]).toContain("the vault did not confirm it (it gave no p-value)");
  });
});
