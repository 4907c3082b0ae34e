import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { codeAnswer, MOMENTUM_CODE } from "../testing/model-answers.ts";
import { putClaude } from "../testing/model-stand-ins.ts";
import { copyHome, plantedCsv } from "../testing/planted-home.ts";
import { runRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;

// A stand-in for the program: these tests reach no model.
describe("a strategy that a model wrote as code, through the command line", { timeout: SLOW_MS }, () => {
  let home = "";
  // oxlint-disable-next-line typescript/no-explicit-any -- as in run-rara.ts
  let run: any;

  // oxlint-disable-next-line typescript/no-explicit-any -- as in run-rara.ts
  async function data(args: readonly string[], where = home, env: Record<string, string> = {}): Promise<any> {
    const ran = await runRara(args, { home: where, env });
    if (ran.code !== 0) throw new Error(`Expected ${args.join(" ")} to succeed, found ${ran.stdout} ${ran.stderr}`);
    return ran.document().data;
  }

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "rara-code-"));
    home = join(folder, "home");
    mkdirSync(home);
    writeFileSync(join(folder, "bars.csv"), plantedCsv("loop-1"));
    const imported = ["data", "import", join(folder, "bars.csv"), "--instrument", "sim:code", "--timeframe", "1d"];
    expect((await runRara(imported, { home })).code).toBe(0);
    const bin = join(folder, "bin");
    for (const [i, lookback] of [20, 22, 25].entries()) {
      const code = MOMENTUM_CODE.replace('"lookback", 20', `"lookback", ${lookback}`);
      putClaude(join(folder, `answer-${i + 1}`), codeAnswer(code));
    }
    // Each question gets the next answer.
    const next = `echo asked >> ${bin}/calls; cp ${folder}/answer-$(($(wc -l < ${bin}/calls)))/stream ${bin}/stream`;
    putClaude(bin, "", next);
    run = await data(["research", "run", "--generator", "llm", "--iterations", "3"], home, {
      PATH: [bin, process.env["PATH"]].join(delimiter),
    });
  }, SLOW_MS);

  it("is promoted, and shown with its source, its parents, its neighbours and its report", async () => {
    expect(run).toMatchObject({ status: "completed", promoted: [{ hypothesis: "A rule written as code." }] });
    const [{ experimentId, strategyId }] = run.promoted;
    const shown = await data(["research", "show", "--experiment-id", experimentId]);
    expect(shown).toMatchObject({ verdict: "accepted", strategyId, tree: { kind: "code" } });
    // What the vault said is found again by the module, however its source is worded.
    const { artifactSha256, vault } = run.promoted[0];
    expect(vault.lineageId).toBe(`${artifactSha256}@1d`);
    expect(shown.spans.vault).toEqual(vault);
    // Compiled with its defaults or given them by name: it is the same strategy, and its look is spent.
    const [, lookback] = /"lookback", (\d+)/.exec(shown.code) ?? [];
    const look = ["strategy", "backtest", strategyId, "--span", "vault"];
    for (const given of [[], ["--params", `lookback=${lookback}`]]) {
      const { code, stdout } = await runRara([...look, ...given], { home });
      expect([code, stdout]).toEqual([6, expect.stringContaining("strategy.vault-spent") as string]);
    }
    expect(shown.code).toContain("follow-the-change");

    const { experiments } = await data(["research", "list", "--order", "index", "--limit", "100"]);
    const words = `The code of ${experimentId} with lookback = `;
    const neighbours = experiments.filter(({ hypothesis }: { hypothesis: string }) => hypothesis.startsWith(words));
    expect(neighbours.length).toBeGreaterThan(12);
    const neighbour = await data(["research", "show", "--experiment-id", neighbours[0].experimentId]);
    expect(neighbour).toMatchObject({
      code: shown.code,
      tree: { parameters: { lookback: expect.any(Number) as number } },
      parents: [{ experimentId, diff: [] }],
    });

    const { lineages } = await data(["research", "tree"]);
    expect(lineages).toMatchObject([[{ experimentId, verdict: "accepted" }]]);
    const { reportPath, verdict } = await data(["research", "report"]);
    const answer = vault.confirmed ? "confirmed" : "did not confirm";
    expect(verdict).toContain(
      `One passed G0 to G7, of 3 hypotheses, and went on paper: ${strategyId}. The vault ${answer} it.`,
    );
    expect(readFileSync(reportPath, "utf8")).toContain(strategyId);
    const { strategies } = await data(["research", "promoted"]);
    expect(strategies).toMatchObject([{ strategyId }]);
  });

  it("is traded on paper like any other", async () => {
    const [{ strategyId }] = run.promoted;
    const { sessions } = await data(["paper", "start"], copyHome(home));
    expect(sessions).toMatchObject([{ strategyId, fills: expect.any(Number) as number }]);
    expect(sessions[0].fills).toBeGreaterThan(0);
  });

  it("cannot be searched around, and a request for a better one searches its market everywhere", async () => {
    const [{ strategyId }] = run.promoted;
    const around = await runRara(["research", "run", "--around", strategyId], { home });
    expect([around.code, around.document().error?.code]).toEqual([2, "research.code-centre"]);
    const copy = copyHome(home);
    await runRara(["paper", "start"], { home: copy, env: { RARA_FEEDBACK_RETIRE_DRAWDOWN: "0.001" } });
    const env = { RARA_RESEARCH_HYPOTHESES: "100" };
    const retrained = await runRara(["research", "retrain"], { home: copy, env });
    expect(retrained.code).toBe(0);
    expect(retrained.stderr).toContain(
      `${strategyId} is code, which nothing can vary: its market is searched everywhere.`,
    );
    expect(retrained.document().data).toMatchObject({
      requests: [{ strategyId, state: "answered" }],
      runs: [{ status: "completed", around: null, hypotheses: 100 }],
    });
  });
});
