import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { copyHome, plantedCsv, type PlantedHome, plantedHome } from "../testing/planted-home.ts";
import { runRara, startRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;

/** What a session did, without the times at which the machine did it. */
function facts(session: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(session).filter(([name]) => !/^(startedAtMs|lastEventAtMs|state)$/.test(name)),
  );
}

/** Every neighbour that the plateau gates evaluate is a trial as well. */
const isNeighbour = ({ reason }: { reason: string }): boolean => reason.startsWith("It was evaluated as a neighbour");

/** The walk of what was on paper shows what happened, and counts the equity marks; `--all` lists them too. */
async function shownWalk(home: string, experimentId: string): Promise<void> {
  const show = async (...args: readonly string[]): Promise<{ walk: { type: string }[]; omitted: object }> =>
    (await runRara(["research", "show", "--experiment-id", experimentId, ...args], { home })).document().data;
  const [short, whole] = [await show(), await show("--all")];
  const marks = whole.walk.filter(({ type }) => type === "trading.equity.marked");
  expect(marks.length).toBeGreaterThan(100);
  expect(short.omitted).toEqual({ "trading.equity.marked": marks.length });
  expect(short.walk).toEqual(whole.walk.filter(({ type }) => type !== "trading.equity.marked"));
  expect(short.walk.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["research.candidate.accepted", "trading.order.filled", "trading.session.ended"]),
  );
  expect(whole.omitted).toEqual({});
}

describe("the loop on a market with an edge, through the command line", { timeout: SLOW_MS }, () => {
  let planted: PlantedHome;
  let home = "";

  beforeAll(async () => {
    planted = await plantedHome("loop-1");
    home = planted.home;
  }, SLOW_MS);

  it("accepts a strategy, and tells every hypothesis with its verdict and reason", async () => {
    expect(planted.run).toMatchObject({ status: "completed", hypotheses: 300, instrument: "sim:test-momentum" });
    expect(planted.run.promoted.length).toBeGreaterThan(0);
    const listed = (await runRara(["research", "list", "--run", planted.run.runId], { home })).document().data;
    const neighbours = listed.experiments.filter(isNeighbour).length;
    expect(neighbours).toBeGreaterThanOrEqual(10);
    expect(listed.experiments).toHaveLength(300 + neighbours);
    expect(listed.runs[0]).toMatchObject({
      runId: planted.run.runId,
      status: "completed",
      hypotheses: 300 + neighbours,
    });
    for (const experiment of listed.experiments) {
      expect(experiment.verdict).toMatch(/^(accepted|rejected|failed)$/);
      expect(experiment.reason).toMatch(/\.$/);
    }
    const accepted = listed.experiments.filter(({ verdict }: { verdict: string }) => verdict === "accepted");
    expect(accepted).toHaveLength(planted.run.promoted.length);
  });

  it("shows from what the accepted ones descend, parents first", async () => {
    const { schema, data } = (await runRara(["research", "tree"], { home })).document();
    expect(schema).toBe("rara.research.tree/1");
    expect(data.runId).toBe(planted.run.runId);
    expect(data.lineages).toHaveLength(planted.run.promoted.length);
    for (const lineage of data.lineages) {
      const seen = new Set<string>();
      for (const { hypothesisId, parentIds } of lineage) {
        for (const parent of parentIds) expect(seen.has(parent)).toBe(true);
        seen.add(hypothesisId);
      }
      expect(lineage.at(-1)).toMatchObject({ verdict: "accepted" });
    }
    expect((await runRara(["research", "tree", "--run", "none"], { home })).code).toBe(3);
  });

  it("verifies its ledger, and says which row was altered", async () => {
    const { data } = (await runRara(["research", "ledger", "verify"], { home })).document();
    expect(data).toMatchObject({ verdict: "intact", headHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const altered = copyHome(home);
    const database = new DatabaseSync(join(altered, "research.db"));
    database.exec("DROP TRIGGER journal_is_not_updated");
    database.exec("UPDATE journal SET body = json_set(body, '$.seed', 'another') WHERE seq = 2");
    database.close();
    const broken = await runRara(["research", "ledger", "verify"], { home: altered });
    expect(broken.document().error).toMatchObject({ code: "research.ledger-broken", details: { seq: 2 } });
  });

  it("tells what the search proves of its best: p-value, effective trials, deflated Sharpe ratio, overfitting", () => {
    const { search, searchPValue, trialsCounted } = planted.run;
    expect(search).toMatchObject({ pValue: searchPValue, trialsCounted });
    expect(search.effectiveTrials).toBeGreaterThan(1);
    expect(search.effectiveTrials).toBeLessThan(trialsCounted / 2);
    expect(search.deflatedSharpe).toBeGreaterThan(0.9);
    expect(search.probabilityOfOverfitting).toBeLessThan(0.5);
  });

  it("asked validation and the vault once for each accepted strategy, and tells the answers wherever the strategy is shown", async () => {
    const { strategies } = (await runRara(["research", "promoted"], { home })).document().data;
    for (const { strategyId, experimentId, validation, vault } of planted.run.promoted) {
      expect(vault).toMatchObject({ confirmed: vault.pValue <= vault.level, test: expect.any(Number) });
      expect(vault.reason).toMatch(/^In the vault its p-value is .* of test \d+ in the life of this home folder\.$/);
      expect(validation).toEqual({
        passed: expect.any(Boolean),
        reason: expect.stringMatching(/^On the validation span it earned (some|no)thing beyond the benchmark\.$/),
      });
      const promoted = strategies.find((one: { strategyId: string }) => one.strategyId === strategyId);
      expect(promoted).toMatchObject({ validation, vault });
      const shown = (await runRara(["research", "show", "--experiment-id", experimentId], { home })).document().data;
      expect(shown).toMatchObject({ validation, vault });
      expect(shown.spans).toMatchObject({ validation: { asked: 1, passed: validation.passed ? 1 : 0 }, vault });
      const answer = vault.confirmed ? "confirmed it" : "did not confirm it";
      expect(shown.reason).toMatch(
        new RegExp(`^It passed G0 to G7 and is on paper as ${strategyId}; validation said `),
      );
      expect(shown.reason).toContain(`; the vault ${answer} (p `);
    }
    const database = new DatabaseSync(join(home, "research.db"), { readOnly: true });
    const looks = database.prepare("SELECT count(*) AS looks FROM journal WHERE kind = 'look'").get();
    database.close();
    expect(looks).toEqual({ looks: 2 * planted.run.promoted.length });
  });

  it("refuses what the vault does not confirm, where the vault is a gate", async () => {
    const strict = mkdtempSync(join(tmpdir(), "rara-vault-gate-"));
    const csv = join(strict, "planted.csv");
    writeFileSync(csv, plantedCsv("loop-1"));
    await runRara(["data", "import", csv, "--instrument", "sim:test-momentum", "--timeframe", "1d"], { home: strict });
    await runRara(["config", "set", "research.vault", "gate"], { home: strict });
    const { data } = (await runRara(["research", "run", "--iterations", "300"], { home: strict })).document();
    for (const { vault, checks } of data.promoted) {
      expect(vault.confirmed).toBe(true);
      expect(checks.at(-1)).toMatchObject({
        gate: "vault",
        passed: true,
        actual: vault.pValue,
        threshold: vault.level,
      });
    }
    expect((data.rejections.vault ?? 0) + data.promoted.length).toBe(planted.run.promoted.length);
  });

  it("explains every gate that asked it, with threshold, default and a page that exists", async () => {
    const { schema, data } = (await runRara(["research", "gates"], { home })).document();
    expect(schema).toBe("rara.research.gates/1");
    const explained = data.gates.flatMap(({ checks }: { checks: string[] }) => checks);
    const [promoted] = planted.run.promoted;
    for (const { gate } of promoted.checks) expect(explained).toContain(gate);
    for (const { page, thresholds } of data.gates) {
      expect(existsSync(new URL(`../../../../${page}`, import.meta.url))).toBe(true);
      for (const threshold of thresholds) expect(threshold).toEqual({ ...threshold, value: threshold.default });
    }
    expect(explained).not.toContain("halving");
    const halved = await runRara(["research", "gates"], { home, env: { RARA_RESEARCH_HALVING: "on" } });
    expect(halved.document().data.gates[0].checks).toEqual(["halving"]);
    const fixed = data.gates.flatMap(({ thresholds }: { thresholds: { key: string | null }[] }) =>
      thresholds.filter(({ key }) => key === null),
    );
    expect(fixed).toContainEqual({ key: null, name: "vault_false_discovery_rate", value: 0.1, default: 0.1 });
  });

  it("shows the walk of an accepted hypothesis: statement, code, gates, events", async () => {
    const [promoted] = planted.run.promoted;
    const shown = (await runRara(["research", "show", "--experiment-id", promoted.experimentId], { home })).document();
    expect(shown.schema).toBe("rara.research.show/1");
    expect(shown.data).toMatchObject({ verdict: "accepted", strategyId: promoted.strategyId });
    expect(shown.data.code).toContain("export function onCandle(): f64");
    const gates = shown.data.checks.map(({ gate }: { gate: string }) => gate);
    // The first place needs no other's sturdiness; further ones are asked.
    expect(gates.filter((gate: string) => gate !== "sturdiness")).toEqual([
      "trades",
      "sharpe",
      "drawdown",
      "exposure",
      "concentration",
      "reality-check",
      "breadth",
      "double-cost",
      "break-even-cost",
      "delay",
      "missed-fills",
      "plateau",
      "distant-plateau",
      "regimes",
      "test-sets",
      "alpha",
      "book-correlation",
      "book-sharpe",
      "capacity",
      "correlated",
      "integrity",
      "prefix-invariance",
      "future-shuffle",
      "own-bar",
      "determinism",
      "lag",
      "fuel",
      "validation",
      "vault",
    ]);
    const recorded = shown.data.checks.filter(({ refuses }: { refuses: boolean }) => !refuses);
    expect(recorded).toMatchObject([
      { gate: "validation", passed: promoted.validation.passed },
      { gate: "vault", passed: promoted.vault.confirmed, actual: promoted.vault.pValue },
    ]);
    for (const { reason } of recorded) expect(reason).toMatch(/^Recorded, refuses nothing\. /);
    expect(shown.data.walk.map(({ type }: { type: string }) => type)).toEqual([
      "research.hypothesis.proposed",
      "research.experiment.completed",
      "research.candidate.accepted",
    ]);
    const unknown = await runRara(["research", "show", "--experiment-id", "none"], { home });
    expect(unknown.code).toBe(3);
  });

  it("trades it on paper, judges it, and leaves the last word to a person", async () => {
    const copy = copyHome(home);
    const started = (await runRara(["paper", "start"], { home: copy })).document().data;
    expect(started.reason).toBe("completed");
    expect(started.sessions).toHaveLength(planted.run.promoted.length);
    for (const session of started.sessions) expect(session).toMatchObject({ state: "ended", endReason: "feed-ended" });
    const report = (await runRara(["feedback", "report"], { home: copy })).document().data;
    expect(report.evaluations).toHaveLength(planted.run.promoted.length);
    for (const { decision, reason } of report.evaluations) {
      expect(decision).toMatch(/^(promote|hold|retire)$/);
      expect(reason).toMatch(/\.$/);
    }
    expect(report.liveProposals).toHaveLength(report.decisions.promote);
    const promoted = (await runRara(["research", "promoted"], { home: copy })).document().data.strategies;
    expect(promoted).toHaveLength(planted.run.promoted.length);
    for (const { wasmPath, sourcePath } of promoted)
      expect([existsSync(wasmPath), existsSync(sourcePath)]).toEqual([true, true]);
    await shownWalk(copy, planted.run.promoted[0].experimentId);
  });

  it("stops paper trading from another terminal, and resumes to the same fills", async () => {
    const whole = copyHome(home);
    const uninterrupted = (await runRara(["paper", "start"], { home: whole })).document().data;
    const copy = copyHome(home);
    const running = startRara(["paper", "start", "--speed", "40"], { home: copy });
    const status = async (): Promise<Readonly<Record<string, unknown>> & { sessions: unknown[] }> =>
      (await runRara(["paper", "status"], { home: copy })).document().data;
    let seen = await status();
    for (let i = 0; i < 100 && seen.sessions.length === 0; i++) seen = await status();
    expect(seen).toMatchObject({ running: true, desk: { pid: running.process.pid } });
    const second = await runRara(["paper", "start"], { home: copy });
    expect([second.code, second.document().error?.code]).toEqual([6, "paper.already-running"]);
    const stopped = await runRara(["paper", "stop"], { home: copy });
    expect(stopped.document().data).toMatchObject({ reason: "requested" });
    expect((await running.result).code).toBe(0);
    expect((await status())["running"]).toBe(false);
    const again = await runRara(["paper", "stop"], { home: copy });
    expect([again.code, again.document().error?.code]).toEqual([3, "paper.not-running"]);
    const resumed = (await runRara(["paper", "start"], { home: copy })).document().data;
    expect(resumed.sessions.map(facts)).toEqual(uninterrupted.sessions.map(facts));
  });

  it("asks research for a better one when it gives a strategy up, and research searches around it once", async () => {
    const copy = copyHome(home);
    const [first] = planted.run.promoted;
    await runRara(["paper", "start"], { home: copy, env: { RARA_FEEDBACK_RETIRE_DRAWDOWN: "0.001" } });
    const { retrainRequests } = (await runRara(["feedback", "report"], { home: copy })).document().data;
    const asked = retrainRequests.find(({ strategyId }: { strategyId: string }) => strategyId === first.strategyId);
    expect(asked).toMatchObject({ trialId: first.experimentId, reason: expect.stringContaining("drawdown") });
    const env = { RARA_RESEARCH_HYPOTHESES: "150" };
    const { data } = (await runRara(["research", "retrain", "--limit", "1"], { home: copy, env })).document();
    expect(data.requests).toHaveLength(planted.run.promoted.length);
    expect(data.requests.filter(({ state }: { state: string }) => state === "answered")).toHaveLength(1);
    const [{ around, runId, promoted }] = data.runs;
    expect(data.requests[0]).toMatchObject({ strategyId: around, runId, state: "answered" });
    const listing = ["research", "list", "--run", runId, "--order", "index", "--limit", "1"];
    const { experiments } = (await runRara(listing, { home: copy })).document().data;
    const centre = planted.run.promoted.find(({ strategyId }: { strategyId: string }) => strategyId === around);
    expect(experiments[0]).toMatchObject({ hypothesis: centre.hypothesis, origin: "mutation" });
    const before = planted.run.promoted.map(({ strategyId }: { strategyId: string }) => strategyId);
    for (const { strategyId } of promoted) expect(before).not.toContain(strategyId);
    const unknown = await runRara(["research", "run", "--around", "nothing"], { home: copy });
    expect([unknown.code, unknown.document().error?.code]).toEqual([3, "research.unknown-strategy"]);
    const both = await runRara(["research", "run", "--around", "a", "--contract", "b"], { home: copy });
    expect(both.document().error?.code).toBe("research.around-options");
  });

  it("refuses entries above the largest position: the guard max-position-size is installed", async () => {
    const env = { RARA_PAPER_MAX_POSITION_FRACTION: "0.01" };
    const { sessions } = (await runRara(["paper", "start"], { home: copyHome(home), env })).document().data;
    for (const session of sessions) {
      expect(session.fills).toBe(0);
      expect(session.refusalsByGuard["max-position-size"]).toBeGreaterThan(0);
    }
  });

  it("refuses entries after too deep a fall: the guard drawdown-limit is installed", async () => {
    const env = { RARA_PAPER_MAX_DRAWDOWN: "0.005" };
    const { sessions } = (await runRara(["paper", "start"], { home: copyHome(home), env })).document().data;
    for (const session of sessions) expect(session.refusalsByGuard["drawdown-limit"]).toBeGreaterThan(0);
  });

  it("goes on with an interrupted run and comes to the same verdicts", async () => {
    const copy = copyHome(home);
    const args = ["research", "run", "--contract", "test-momentum", "--seed", "7", "--iterations"];
    const running = startRara([...args, "20000"], { home: copy });
    const list = async (): Promise<{ runs: { seed: string; runId: string; hypotheses: number }[] }> =>
      (await runRara(["research", "list", "--limit", "1"], { home: copy })).document().data;
    let latest = (await list()).runs[0];
    for (let i = 0; i < 200 && (latest?.seed !== "7" || latest.hypotheses === 0); i++) latest = (await list()).runs[0];
    running.process.kill("SIGINT");
    const interrupted = await running.result;
    expect(interrupted.code).toBe(130);
    const { data } = interrupted.document();
    expect(data).toMatchObject({ status: "interrupted", runId: latest?.runId });
    expect(data.hypotheses).toBeLessThan(20_000);
    const unknown = await runRara(["research", "run", "--resume", "run-none"], { home: copy });
    expect(unknown.code).toBe(3);
  });
});

describe("a newcomer's own data", { timeout: SLOW_MS }, () => {
  const real = fileURLToPath(new URL("../../../../../shared/data/BTCUSDT-1h-2019-2026.csv.gz", import.meta.url));

  // The real history is not part of the repository; without it vitest lists this as skipped.
  it.skipIf(!existsSync(real))("goes from import to paper: 66,875 hours of BTC/USDT", async () => {
    const home = join(mkdtempSync(join(tmpdir(), "rara-newcomer-")), "home");
    mkdirSync(home);
    const run = async (
      ...args: readonly string[]
    ): Promise<ReturnType<Awaited<ReturnType<typeof runRara>>["document"]>> =>
      (await runRara(args, { home })).document();
    await run("data", "import", real, "--instrument", "binance:BTC/USDT", "--timeframe", "1h");
    const info = await run("data", "info");
    expect(info.data.instruments[0]).toMatchObject({ count: 66_875, gapCount: 22, missingBars: 61 });
    const research = await run("research", "run", "--contract", "BTC-USDT", "--iterations", "100");
    expect(research.data).toMatchObject({ status: "completed", hypotheses: 100, instrument: "binance:BTC/USDT" });
    const shown = await run("research", "show", "--experiment-id", research.data.best.experimentId);
    expect(shown.data.verdict).toBe(research.data.best.rejectedBy === null ? "accepted" : "rejected");
    const paper = await run("paper", "start");
    expect(paper.ok).toBe(true);
    expect(paper.data.sessions).toHaveLength(research.data.promoted.length);
  });

  it("has every try counted, also those before a missing bar was filled in", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rara-newcomer-"));
    const home = join(folder, "home");
    mkdirSync(home);
    const rows = plantedCsv("backfill").trimEnd().split("\n");
    const csv = join(folder, "bars.csv");
    const research = async (lines: readonly string[], seed: string): Promise<Record<string, unknown>> => {
      writeFileSync(csv, `${lines.join("\n")}\n`);
      await runRara(["data", "import", csv, "--instrument", "sim:backfilled", "--timeframe", "1d"], { home });
      const args = ["research", "run", "--iterations", "50", "--seed", seed];
      return (await runRara(args, { home })).document().data;
    };
    const first = await research(rows.toSpliced(100, 1), "1");
    expect(first).toMatchObject({ trialsCounted: 50, memory: { runs: 0, trials: 0, tried: 0, deadZones: [] } });
    // The first 50, the neighbours that gates evaluated for them, and the 50 of this run.
    const second = await research(rows, "2");
    expect(second["trialsCounted"]).toBeGreaterThanOrEqual(100);
    // The search remembers them, but on other bars none of them would be the same try.
    expect(second["memory"]).toMatchObject({ runs: 1, trials: 50, tried: 0 });
    expect((await research(rows, "2"))["memory"]).toMatchObject({ runs: 2, trials: 100, tried: 50 });
  });

  it("gets an error that lists the matches when a spelling is ambiguous", async () => {
    const home = join(mkdtempSync(join(tmpdir(), "rara-newcomer-")), "home");
    mkdirSync(home);
    const empty = await runRara(["research", "run", "--contract", "BTC-USDT"], { home });
    expect([empty.code, empty.document().error?.code]).toEqual([3, "domain.instrument-unknown"]);
  });
});
