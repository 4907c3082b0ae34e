import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { answerOf, codeAnswer, MODEL_CODE } from "../testing/model-answers.ts";
import { putClaude } from "../testing/model-stand-ins.ts";
import { copyHome, plantedCsv } from "../testing/planted-home.ts";
import { runRara, type RunResult, startRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;
const WAIT = { timeout: 60_000, interval: 50 };

let folder = "";
let imported = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rara-generator-"));
  imported = join(folder, "home");
  mkdirSync(imported);
  writeFileSync(join(folder, "bars.csv"), plantedCsv("generator"));
  const args = ["data", "import", join(folder, "bars.csv"), "--instrument", "sim:planted", "--timeframe", "1d"];
  expect((await runRara(args, { home: imported })).code).toBe(0);
}, SLOW_MS);

/** Environment with a `claude` that always gives this answer, and a file that counts its questions. */
function withClaude(name: string, answer: string, first = ":"): { env: Record<string, string>; calls: () => number } {
  const bin = join(folder, name);
  const counted = join(bin, "calls");
  putClaude(bin, answer, `echo asked >> ${counted}; ${first}`);
  const env: Record<string, string> = { PATH: [bin, process.env["PATH"]].join(delimiter) };
  // Nothing survives: what is compared is the search.
  env["RARA_RESEARCH_MIN_SHARPE"] = "9";
  return { env, calls: () => (existsSync(counted) ? readFileSync(counted, "utf8").split("\n").length - 1 : 0) };
}

const research = (...args: readonly string[]): readonly string[] => ["research", "run", ...args];

/** What a run logged, without its id, which the reasons can name. */
async function trialsOf(home: string): Promise<unknown> {
  const listed = (await runRara(["research", "list", "--order", "index", "--limit", "1000"], { home })).document().data;
  return listed.experiments.map((trial: object) => ({ ...trial, experimentId: null, reason: null }));
}

// A stand-in for the program: these tests reach no model.
describe("research run --generator", { timeout: SLOW_MS }, () => {
  it("mixed: killed in the middle of a question, it goes on to the same trials and asks for none again", async () => {
    const [whole, killed] = [copyHome(imported), copyHome(imported)];
    const args = research("--generator", "mixed", "--iterations", "130");
    const { env } = withClaude("whole", answerOf(21));
    const done = (await runRara(args, { home: whole, env })).document().data;
    expect(done).toMatchObject({
      status: "completed",
      generator: "mixed",
      fallbackReason: null,
      model: { backend: "claude", trials: 2, inputTokens: 1_800, outputTokens: 200, costUsd: 0.5, stop: null },
    });

    // The second question never gets its answer.
    const hanging = withClaude("hanging", answerOf(21), '[ "$(wc -l < "$(dirname "$0")/calls")" -lt 2 ] || sleep 60');
    const running = startRara(args, { home: killed, env: hanging.env });
    await vi.waitFor(() => expect(hanging.calls()).toBe(2), WAIT);
    running.process.kill("SIGKILL");
    expect((await running.result).code).toBeNull();
    const [run] = (await runRara(["research", "list", "--limit", "1"], { home: killed })).document().data.runs;
    expect(run).toMatchObject({ status: "open", generator: "mixed", hypotheses: 101 });

    const again = withClaude("again", answerOf(21));
    const resumed = await runRara(research("--resume", run.runId), { home: killed, env: again.env });
    expect(resumed.document().data).toMatchObject({ status: "completed", generator: "mixed", model: { trials: 2 } });
    expect(again.calls()).toBe(1);
    expect(await trialsOf(killed)).toEqual(await trialsOf(whole));
    const shown = await runRara(["research", "show", "--experiment-id", `${run.runId}-t1`], { home: killed });
    expect(shown.document().data).toMatchObject({
      hypothesis: { origin: "model" },
      model: { backend: "claude", costUsd: 0.25, statement: { mechanism: expect.any(String) as string } },
    });
  });

  it("llm: ends for the day when its budget is spent, and shows code as it was written", async () => {
    const home = copyHome(imported);
    const { env, calls } = withClaude("code", codeAnswer(MODEL_CODE));
    const args = research("--generator", "llm", "--iterations", "50");
    // Room for one question, with the most that its answer could use, and what it did use.
    const result = await runRara(args, { home, env: { ...env, RARA_AGENT_TOKENS_PER_DAY: "16500" } });
    const { data } = result.document();
    expect(result.code).toBe(0);
    expect(data).toMatchObject({
      status: "interrupted",
      generator: "llm",
      model: { stop: { reason: "budget-spent" } },
    });
    expect([data.hypotheses, data.model.trials]).toEqual([calls(), calls()]);
    expect(calls()).toBeGreaterThan(0);
    expect(result.stderr).toMatch(/budget for the language model is spent until 20\d\d-.*Z/);
    expect(result.stderr).toContain(`research run --resume ${data.runId}`);
    const shown = (await runRara(["research", "show", "--experiment-id", `${data.runId}-t1`], { home })).document()
      .data;
    expect(shown).toMatchObject({ code: MODEL_CODE, tree: { kind: "code" } });
    expect(shown.checks.at(-1)).toMatchObject({ gate: "form", passed: false });
  });

  it.each([
    ["0.5usd", { unit: "usd", most: 0.5, spent: 0.5 }],
    ["1500tokens", { unit: "tokens", most: 1500, spent: 2000 }],
  ])("llm: ends this run when it has used %s, and logs what was paid for", async (budget, spent) => {
    const home = copyHome(imported);
    const { env, calls } = withClaude(`budget-${budget}`, codeAnswer(MODEL_CODE));
    const args = research("--generator", "llm", "--iterations", "50", "--budget", budget);
    const result = await runRara(args, { home, env });
    const { data } = result.document();
    expect(result.code).toBe(0);
    expect(data).toMatchObject({
      status: "interrupted",
      hypotheses: 2,
      model: { trials: 2, stop: null },
      budget: { ...spent, limit: budget, reached: true },
    });
    expect(calls()).toBe(2);
    expect(result.stderr).toContain(`The budget of ${budget} is spent:`);
    const resumed = await runRara(research("--resume", data.runId, "--budget", budget), { home, env });
    expect(resumed.document().data).toMatchObject({ runId: data.runId, status: "interrupted", hypotheses: 4 });
  });

  it("llm: logs the answer that was paid for when the call for its repair fails, as agent.db does", async () => {
    const home = copyHome(imported);
    // Every second question breaks off.
    const broken = '[ $(($(wc -l < "$(dirname "$0")/calls") % 2)) -eq 1 ] || exit 1';
    const { env, calls } = withClaude("broken", '{"family":"astrology"}', broken);
    const args = research("--generator", "llm", "--iterations", "50", "--budget", "3000tokens");
    const { data } = (await runRara(args, { home, env: { ...env, RARA_AGENT_ATTEMPTS: "1" } })).document();
    expect(data).toMatchObject({
      hypotheses: 3,
      model: { trials: 3, inputTokens: 2_700, outputTokens: 300, costUsd: 0.75, stop: null },
      budget: { spent: 3_000, reached: true },
    });
    expect(calls()).toBe(6);
  });

  it("exits as the model failed when a run is the model's alone, and as nothing had happened when it is mixed", async () => {
    const home = copyHome(imported);
    const { env } = withClaude("failing", answerOf(21), '[ "$(wc -l < "$(dirname "$0")/calls")" -lt 2 ] || exit 1');
    const failing = { home, env: { ...env, RARA_AGENT_ATTEMPTS: "1" } };
    const alone = await runRara(research("--generator", "llm", "--iterations", "20"), failing);
    expect(alone.code).toBe(7);
    const { ok, error } = alone.document();
    expect([ok, error]).toMatchObject([
      false,
      {
        code: "research.model-failed",
        hint: expect.stringContaining(`research run --resume ${error?.details.runId}`),
        details: { status: "interrupted", hypotheses: 1, model: { trials: 1, stop: { reason: "model-failed" } } },
      },
    ]);
    const mixed = await runRara(research("--generator", "mixed", "--iterations", "20"), failing);
    expect([mixed.code, mixed.document().data]).toMatchObject([0, { status: "completed", hypotheses: 20 }]);
  });

  it("searches offline where there is no model to ask, and says so", async () => {
    const result: RunResult = await runRara(research("--generator", "mixed", "--iterations", "10"), {
      home: copyHome(imported),
      env: { PATH: folder },
    });
    const { data } = result.document();
    expect(data).toMatchObject({ status: "completed", generator: "offline", model: null });
    expect(data.fallbackReason).toMatch(/^No language model can be asked: claude \(no program/);
    expect(result.stderr).toContain("Hypotheses come from the offline search.");
  });

  it("refuses a named backend that is not there, and writes nothing", async () => {
    const home = join(folder, "none");
    const args = research("--generator", "llm", "--backend", "codex");
    const refused = await runRara(args, { home, cwd: folder, env: { PATH: folder } });
    expect([refused.code, refused.document().error?.code]).toEqual([4, "agent.unavailable"]);
    expect(existsSync(home)).toBe(false);
  });
});
