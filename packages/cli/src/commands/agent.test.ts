import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openMessagesServer, putClaude } from "../testing/model-stand-ins.ts";
import { runRara, type RunResult, startRara } from "../testing/run-rara.ts";

const KEY = "sk-ant-very-secret-0123456789";

let folder = "";
let home = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rara-agent-cli-"));
  home = join(folder, "home");
});

/** Runs with a key in the environment, which must show nowhere: not in what is printed, not in what is stored. */
async function rara(args: readonly string[], env: Record<string, string> = {}): Promise<RunResult> {
  const result = await runRara(["agent", ...args], { home, cwd: folder, env: { ANTHROPIC_API_KEY: KEY, ...env } });
  const stored = existsSync(home) ? readdirSync(home).map((file) => readFileSync(join(home, file), "latin1")) : [];
  expect([result.stdout, result.stderr, ...stored].join("\n")).not.toContain(KEY);
  return result;
}

function withClaude(text: string, first?: string): Record<string, string> {
  putClaude(join(folder, "bin"), text, first);
  return { PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter) };
}

const MESSAGE = {
  type: "message",
  model: "claude-sample-1",
  content: [{ type: "text", text: "Four." }],
  stop_reason: "end_turn",
  usage: { input_tokens: 20, output_tokens: 5 },
};

// Stand-ins for a program and an API: these tests reach no model.
describe("agent PROMPT", () => {
  it("asks the program that is there, with the prompt on its standard input and no key, and counts what it used", async () => {
    const result = await rara(["Two and two?"], withClaude("Four."));
    expect(result.code).toBe(0);
    expect(result.document()).toMatchObject({
      schema: "rara.agent/1",
      data: {
        backend: "claude",
        model: "claude-sample-1",
        text: "Four.",
        usage: { inputTokens: 900, outputTokens: 100, costUsd: 0.25 },
        today: { calls: 1, tokens: 1_000, usd: 0.25, tokensPerDay: 1_000_000, usdPerDay: null },
      },
    });
    expect(readFileSync(join(folder, "bin", "stdin"), "utf8")).toBe("Two and two?");
    expect(readFileSync(join(folder, "bin", "env"), "utf8")).not.toContain("API_KEY");
  });

  it("asks an API with the key of the environment, a system text from a file and configured prices", async () => {
    await using server = await openMessagesServer(200, MESSAGE);
    writeFileSync(join(folder, "system.txt"), "Count only.");
    const env = {
      ANTHROPIC_BASE_URL: server.url,
      RARA_AGENT_INPUT_USD_PER_MILLION: "1000",
      RARA_AGENT_OUTPUT_USD_PER_MILLION: "2000",
    };
    const args = ["Two and two?", "--backend", "anthropic", "--model", "m-1", "--system", "system.txt"];
    const result = await rara(args, env);
    expect(result.document().data).toMatchObject({ text: "Four.", usage: { costUsd: 0.03 } });
    const [request] = server.requests;
    expect(request?.headers["x-api-key"]).toBe(KEY);
    expect(JSON.parse(request?.body ?? "")).toMatchObject({ model: "m-1", system: "Count only.", max_tokens: 8_000 });
  });

  it("checks an answer against a JSON Schema", async () => {
    writeFileSync(
      join(folder, "schema.json"),
      '{"type":"object","properties":{"sum":{"type":"number"}},"required":["sum"]}',
    );
    const args = ["Two and two?", "--schema", "schema.json"];
    const good = await rara(args, withClaude('Here: {"sum": 4}'));
    expect(good.document().data).toMatchObject({ value: { sum: 4 }, calls: 1 });
    const bad = await rara(args, withClaude('{"sum":"four"}'));
    expect(bad.code).toBe(7);
    expect(bad.document().error).toMatchObject({ code: "agent.malformed" });
    const any = await rara(["Two and two?", "--json"], withClaude('{"sum":"four"}'));
    expect(any.document().data).toMatchObject({ value: { sum: "four" } });
  });

  it("stops at the day's budget with exit code 6, over restarts, without asking", async () => {
    const env = { ...withClaude("Four."), RARA_AGENT_TOKENS_PER_DAY: "9000" };
    expect((await rara(["Two and two?"], env)).code).toBe(0);
    writeFileSync(join(folder, "bin", "stdin"), "");
    const refused = await rara(["And three?"], env);
    expect(refused.code).toBe(6);
    expect(refused.document().error).toMatchObject({
      code: "agent.budget",
      hint: expect.stringMatching(/^Wait until 20\d\d-.*agent\.tokens_per_day/) as string,
      details: { limit: "tokens", threshold: 9_000, actual: 1_000 },
    });
    expect(readFileSync(join(folder, "bin", "stdin"), "utf8")).toBe("");
  });

  it("counts a question whose process was killed before the answer came", async () => {
    const env = { ...withClaude("Four.", "sleep 5"), RARA_AGENT_TOKENS_PER_DAY: "9000" };
    const killed = startRara(["agent", "Two and two?"], { home, cwd: folder, env });
    await vi.waitFor(() => expect(existsSync(join(folder, "bin", "stdin"))).toBe(true), { timeout: 30_000 });
    killed.process.kill("SIGKILL");
    expect((await killed.result).code).toBeNull();
    const refused = await rara(["Two and two?"], env);
    expect(refused.code).toBe(6);
    expect(refused.document().error?.details.actual).toBeGreaterThan(8_000);
  });

  it.each([
    [401, 4, "agent.auth"],
    [529, 7, "agent.overloaded"],
    [undefined, 5, "agent.timeout"],
  ])("turns status %s into exit code %i", async (status, code, name) => {
    await using server = await openMessagesServer(status, { error: { type: "x", message: `Key ${KEY}` } });
    const env = { ANTHROPIC_BASE_URL: server.url, RARA_AGENT_ATTEMPTS: "1", RARA_AGENT_TIMEOUT_SECONDS: "1" };
    const result = await rara(["Two and two?", "--backend", "anthropic", "--model", "m"], env);
    expect([result.code, result.document().error?.code]).toEqual([code, name]);
  });

  it.each([
    [["Two and two?"], {}, 4, "agent.no-backend"],
    [["backend"], {}, 2, "cli.unknown-command"],
    [["Two and two?", "--system", "none.txt"], {}, 3, "agent.file"],
    [["Two and two?"], { RARA_AGENT_BASE_URL: "http://example.com/v1" }, 4, "config.invalid-value"],
  ])("refuses %j with %j", async (args, env, code, name) => {
    const result = await rara(args, { PATH: folder, ...env });
    expect([result.code, result.document().error?.code]).toEqual([code, name]);
    expect(existsSync(home)).toBe(false);
  });
});

describe("agent backends", () => {
  it("shows what can be asked and why the rest cannot", async () => {
    const result = await rara(["backends"], { PATH: folder });
    const { data } = result.document();
    expect(data).toMatchObject({ configured: "auto", chosen: null, today: { calls: 0 } });
    const reasons = data.backends.map((status: { backend: string; reason: string }) => [status.backend, status.reason]);
    expect(reasons[2]).toEqual(["anthropic", "ANTHROPIC_API_KEY is set, but agent.model (or --model) names no model"]);
    expect(result.stderr).toContain("research uses its offline generator");
    const env = { ...withClaude("x"), RARA_AGENT_MODEL: "m" };
    expect((await rara(["backends"], env)).document().data).toMatchObject({ chosen: "claude" });
  });
});
