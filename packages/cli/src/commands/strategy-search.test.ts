import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunSummary, SqliteTrialLedger } from "@rara-trading/research";
import { beforeAll, describe, expect, it } from "vitest";
import { homePaths } from "../home-paths.ts";
import { plantedCsv } from "../testing/planted-home.ts";
import { type RunResult, runRara, startRara } from "../testing/run-rara.ts";

const SLOW_MS = 120_000;
const POLL_MS = 25;

/** Follows the momentum that is planted in the market: the sign of the last twenty bars. */
const MOMENTUM = `import { close, ROC, Meta, param, enterLong, enterShort, hold } from "rara";
let change!: ROC;
export function meta(): Meta { return new Meta("momentum", 1, "Holds the side of the last bars").warmup(60).param("period", 20, 2, 60); }
export function init(): void { change = new ROC(i32(param(0))); }
export function onCandle(): f64 {
  const x = change.update(close());
  return isNaN(x) ? hold() : x > 0.0 ? enterLong() : enterShort();
}
`;

let home = "";

const strategy = (...args: readonly string[]): Promise<RunResult> => runRara(["strategy", ...args], { home });

async function latestRun(): Promise<RunSummary | undefined> {
  const path = homePaths(home).researchDatabase;
  if (!existsSync(path)) return undefined;
  await using ledger = SqliteTrialLedger.open(path);
  const [latest] = await ledger.runs({ limit: 1 });
  return latest;
}

async function untilTrialsAreLogged(): Promise<void> {
  while (((await latestRun())?.trials ?? 0) === 0) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

beforeAll(async () => {
  home = join(mkdtempSync(join(tmpdir(), "rara-search-")), "home");
  mkdirSync(home);
  writeFileSync(join(home, "bars.csv"), plantedCsv("strategy-search"));
  writeFileSync(join(home, "momentum.ts"), MOMENTUM);
  const args = ["data", "import", "bars.csv", "--instrument", "sim:planted", "--timeframe", "1d"];
  expect((await runRara(args, { home })).code).toBe(0);
}, SLOW_MS);

describe("strategy sweep", { timeout: SLOW_MS }, () => {
  it("keeps what was tried when it is interrupted, and goes on without trying it again", async () => {
    const args = ["sweep", "momentum.ts", "--params", "period=2..60:0.1"];
    const running = startRara(["strategy", ...args], { home });
    await untilTrialsAreLogged();
    running.process.kill("SIGINT");
    const stopped = await running.result;
    const first = stopped.document().data;
    expect([stopped.code, first.status]).toEqual([130, "interrupted"]);
    expect(first.trials).toBeGreaterThan(0);
    expect(first.trials).toBeLessThan(first.sets);
    expect(stopped.stderr).toContain(`${first.trials} of ${first.sets} sets were tried and stay in the ledger`);
    const { data } = (await strategy(...args)).document();
    expect(data).toMatchObject({ runId: first.runId, status: "completed", trials: 581, resumedTrials: first.trials });
    expect(await latestRun()).toMatchObject({ runId: data.runId, status: "completed", trials: 581 });
  });

  it("shows what luck would have shown beside the best set", async () => {
    const { data } = (await strategy("sweep", "momentum.ts", "--params", "period=10..40:10")).document();
    const { everyTrial, theseSets, deflatedSharpe, overfitting } = data.evidence;
    expect(theseSets.trials).toBe(4);
    expect(everyTrial.trials).toBeGreaterThanOrEqual(theseSets.trials);
    expect(everyTrial.pValue).toBeGreaterThanOrEqual(theseSets.pValue);
    expect(data.best.pValue).toBe(everyTrial.pValue);
    expect(everyTrial.pValue).toBeLessThan(0.05);
    expect(deflatedSharpe.probability).toBeGreaterThan(0.5);
    expect(overfitting).toMatchObject({ splits: 252, sets: 4 });
    expect(data.verdict).toMatch(/^The best of 4 sets is period = \d+, Sharpe ratio .* stands out from luck/);
  });
});

describe("strategy walk-forward", { timeout: SLOW_MS }, () => {
  const ARGS = ["walk-forward", "momentum.ts", "--grid", "period=10..40:10", "--folds", "4", "--rolling"];

  it("fits on one window, tests on the next, logs every fit and the whole, and writes a report", async () => {
    const result = await strategy(...ARGS, "--report", "walk.html");
    const { schema, data } = result.document();
    expect([result.code, schema]).toEqual([0, "rara.strategy.walk-forward/1"]);
    expect(data).toMatchObject({ status: "completed", span: "research", scheme: "rolling", purgeBars: 60, fits: 16 });
    expect(data.trials).toBe(17);
    expect(data.folds).toHaveLength(4);
    for (const { train, test } of data.folds) expect(train.to < test.from).toBe(true);
    expect(data.outOfSample.ratios.sharpe).toBeGreaterThan(1);
    expect(data.efficiency.sharpe).toBeGreaterThan(0.3);
    expect(data.verdict).toContain("On bars that no fit had seen");
    const report = readFileSync(data.reportPath, "utf8");
    expect(report).not.toMatch(/(src|href)="(?!#)/);
    expect(report).toContain("Stability of the parameters");
    expect(await latestRun()).toMatchObject({ runId: data.runId, status: "completed", trials: 17 });
    const again = (await strategy(...ARGS)).document().data;
    expect(again).toEqual({ ...data, resumedTrials: 17, reportPath: null });
    expect((await latestRun())?.trials).toBe(17);
  });

  it.each([
    [["--train-bars", "200"], "strategy.walk-forward"],
    [["--grid", "speed=1..3"], "strategy.parameter"],
  ])("refuses %j", async (args, error) => {
    const refused = await strategy("walk-forward", "momentum.ts", ...args);
    expect([refused.code, refused.document().error?.code]).toEqual([2, error]);
  });
});
