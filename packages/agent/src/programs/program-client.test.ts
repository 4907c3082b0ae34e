import { readFileSync } from "node:fs";
import { delimiter, relative } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { AgentFault } from "../agent-fault.ts";
import type { LlmRequest } from "../llm-client.ts";
import { lines, standIn, type StandInScript } from "../testing/stand-in-program.ts";
import { TestClock } from "../testing/test-clock.ts";
import { claudeStream, codexStream, SAMPLE } from "../testing/wire-samples.ts";
import { CLAUDE_DIALECT } from "./claude-dialect.ts";
import { CODEX_DIALECT } from "./codex-dialect.ts";
import { findProgram } from "./find-program.ts";
import { ProgramClient } from "./program-client.ts";

const SECRET = "sk-secret-0123456789";
/** Quotes, dollars and leading dashes: nothing here may be read by a shell or as an option. */
const QUESTION: LlmRequest = {
  system: '--dangerously-skip-permissions "$(touch hacked)"',
  prompt: "--help `id` $HOME\nsecond line",
  maxOutputTokens: 123,
  signal: new AbortController().signal,
};

interface Asked {
  readonly outcome: unknown;
  /** What the stand-in wrote down. */
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly environment: string;
  readonly cwd: string;
  readonly listing: string;
  readonly childPid: number;
}

interface AskOptions {
  readonly request?: Partial<LlmRequest>;
  readonly timeoutMs?: number;
  readonly model?: string;
}

/** Asks a stand-in; a fault is an outcome, too. */
async function ask(script: StandInScript, { request, timeoutMs = 10_000, model }: AskOptions = {}): Promise<Asked> {
  using program = standIn(script);
  const environment = {
    PATH: [program.folder, process.env["PATH"]].join(delimiter),
    HOME: program.folder,
    ANTHROPIC_API_KEY: SECRET,
    OPENAI_API_KEY: SECRET,
    RARA_HOME: program.folder,
  };
  const dialect = script.name === "claude" ? CLAUDE_DIALECT : CODEX_DIALECT;
  const chosen = model === undefined ? {} : { model };
  const settings = { file: program.file, environment, clock: new TestClock(), timeoutMs, ...chosen };
  const outcome = await new ProgramClient(dialect, settings)
    .complete({ ...QUESTION, ...request })
    .catch((error: unknown) => {
      if (!(error instanceof AgentFault)) throw error;
      expect(JSON.stringify([error.message, error.hint, error.details, error.stack])).not.toContain(SECRET);
      return error;
    });
  return {
    outcome,
    argv: program.recorded("argv").split("\n"),
    stdin: program.recorded("stdin"),
    environment: program.recorded("environment"),
    cwd: program.recorded("cwd"),
    listing: program.recorded("listing"),
    childPid: Number(program.recorded("child")),
  };
}

/** Returns whether a process runs: one that was ended but not yet buried does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("claude", () => {
  it("is asked without tools, permissions, settings or memory, the prompt on standard input", async () => {
    const { outcome, argv, stdin } = await ask({ name: "claude", stdout: claudeStream() }, { model: "opus" });
    expect(outcome).toMatchObject({ text: SAMPLE.text, model: "claude-sample-1", usage: { costUsd: 0.0125 } });
    const after = (flag: string): string | undefined => argv[argv.indexOf(flag) + 1];
    expect(after("--tools")).toBe("");
    expect(after("--permission-mode")).toBe("default");
    expect(after("--max-turns")).toBe("1");
    expect(after("--setting-sources")).toBe("");
    expect(after("--system-prompt")).toBe(QUESTION.system);
    expect(after("--model")).toBe("opus");
    expect(argv).toEqual(
      expect.arrayContaining(["-p", "--verbose", "--strict-mcp-config", "--no-session-persistence"]),
    );
    expect(argv.join("\n")).not.toContain("second line");
    expect(stdin).toBe(QUESTION.prompt);
  });

  it("sees of the environment only what it needs to find its login, in an empty folder of its own", async () => {
    const { environment, cwd, listing } = await ask({ name: "claude", stdout: claudeStream() });
    const names = environment.split("\n").map((line) => line.split("=")[0] ?? "");
    // PWD and such are the stand-in shell's own.
    const shell = new Set(["PWD", "OLDPWD", "SHLVL", "_", ""]);
    expect(names.filter((name) => !shell.has(name)).toSorted()).toEqual([
      "CLAUDE_CODE_MAX_OUTPUT_TOKENS",
      "HOME",
      "PATH",
    ]);
    expect(environment).toContain("CLAUDE_CODE_MAX_OUTPUT_TOKENS=123");
    expect(cwd).toMatch(/rara-agent-\w+\n$/);
    expect(listing).toBe("");
  });

  it("is told what the call may cost, where that is limited", async () => {
    const { argv } = await ask({ name: "claude", stdout: claudeStream() }, { request: { maxCostUsd: 0.5 } });
    expect(argv[argv.indexOf("--max-budget-usd") + 1]).toBe("0.500000");
  });

  it.each([
    ["an overloaded API", { is_error: true, result: 'API Error: 529 {"type":"overloaded_error"}' }, {}, "overloaded"],
    ["a rate limit, by its class", { is_error: true, result: "?" }, { error: "rate_limit" }, "rate-limited"],
    ["a used-up plan", { is_error: true, result: "Claude usage limit reached" }, {}, "quota"],
    ["a model that wants more turns", { subtype: "error_max_turns", is_error: true, result: null }, {}, "refused"],
    ["a call that got too dear", { subtype: "error_max_budget_usd", is_error: true, result: null }, {}, "budget"],
    ["something else", { subtype: "error_during_execution", is_error: true, result: null }, {}, "rejected"],
    ["a cut answer", { stop_reason: "max_tokens" }, {}, "truncated"],
  ])("reports %s", async (_name, result, assistant, kind) => {
    const { outcome } = await ask({ name: "claude", stdout: claudeStream(result, assistant) });
    expect(outcome).toMatchObject({ name: "AgentFault", kind, usage: { inputTokens: 1_200, costUsd: 0.0125 } });
  });

  it("is ended at once when it uses a tool, and its answer is dropped", async () => {
    const content = [{ type: "tool_use", id: "t", name: "Bash", input: { command: "id" } }];
    const stdout = claudeStream({}, { message: { model: "claude-sample-1", content } });
    const { outcome } = await ask({ name: "claude", stdout, last: "sleep 60" });
    expect(outcome).toMatchObject({ kind: "refused", message: expect.stringContaining("used a tool") as string });
  });

  it("may print other lines, but must end with a result", async () => {
    const chatter = `warning: a new version exists\n${claudeStream()}`;
    expect((await ask({ name: "claude", stdout: chatter })).outcome).toMatchObject({ text: SAMPLE.text });
    const cut = claudeStream().slice(0, -40);
    expect((await ask({ name: "claude", stdout: cut })).outcome).toMatchObject({ kind: "malformed" });
    const { outcome } = await ask({ name: "claude", stderr: `fatal: ${SECRET}`, exitCode: 3 });
    expect(outcome).toMatchObject({ kind: "malformed", details: { exitCode: 3 } });
  });

  it("is not waited for once it has given its result", async () => {
    const { outcome } = await ask({ name: "claude", stdout: claudeStream(), last: "sleep 60 &" });
    expect(outcome).toMatchObject({ text: SAMPLE.text });
  });

  it("is ended with everything it started when it takes too long", async () => {
    const last = 'sleep 60 & echo $! > "$(dirname "$0")/child"; sleep 60';
    const { outcome, childPid } = await ask({ name: "claude", last }, { timeoutMs: 300 });
    expect(outcome).toMatchObject({ kind: "timeout", details: { timeoutMs: 300 } });
    expect(childPid).toBeGreaterThan(1);
    await vi.waitFor(() => expect(isRunning(childPid)).toBe(false));
  });

  it("is ended when it floods its output", async () => {
    const { outcome } = await ask({ name: "claude", last: "while :; do printf '%4096s' x; done" });
    expect(outcome).toMatchObject({ kind: "malformed", message: expect.stringContaining("bounded") as string });
    const noisy = await ask({ name: "claude", last: "while :; do printf '%4096s\\n' x >&2; done" });
    expect(noisy.outcome).toMatchObject({ kind: "malformed" });
  });

  it("is not given a system text that no argument can carry", async () => {
    const { outcome } = await ask({ name: "claude" }, { request: { system: "x".repeat(100_001) } });
    expect(outcome).toMatchObject({ kind: "rejected" });
  });
});

describe("codex", () => {
  it("is asked in a read-only sandbox without shell, settings or memory, everything on standard input", async () => {
    const { outcome, argv, stdin, environment } = await ask(
      { name: "codex", stdout: codexStream() },
      { model: "gpt-x" },
    );
    expect(outcome).toMatchObject({ text: SAMPLE.text, model: "gpt-x", usage: { costUsd: null } });
    const shown = argv.join(" ");
    expect(shown).toContain("exec --json --sandbox read-only --config features.shell_tool=false");
    expect(shown).toContain("--skip-git-repo-check --ephemeral --ignore-user-config --ignore-rules");
    expect(argv.at(-2)).toBe("-");
    expect(shown).not.toContain("second line");
    expect(stdin).toBe(`${QUESTION.system}\n\n${QUESTION.prompt}`);
    expect(environment).not.toContain(SECRET);
  });

  it("is ended when it runs a command", async () => {
    const item = { id: "i", type: "command_execution", command: "id", status: "in_progress" };
    const { outcome } = await ask({ name: "codex", stdout: codexStream({ type: "item.started", item }) });
    expect(outcome).toMatchObject({ kind: "refused" });
  });

  it("may reconnect on its way", async () => {
    const { outcome } = await ask({
      name: "codex",
      stdout: codexStream({ type: "error", message: "Reconnecting 1/5" }),
    });
    expect(outcome).toMatchObject({ text: SAMPLE.text });
  });

  it.each([
    ["a rate limit", { type: "turn.failed", error: { message: "429 Too Many Requests" } }, "rate-limited"],
    ["a broken stream", { type: "error", message: "stream disconnected before completion" }, "unreachable"],
    ["a used-up plan", { type: "turn.failed", error: { message: "You've hit your usage limit." } }, "quota"],
  ])("reports %s", async (_name, event, kind) => {
    const stdout = lines({ type: "thread.started", thread_id: "t" }, { type: "turn.started" }, event);
    expect((await ask({ name: "codex", stdout, exitCode: 1 })).outcome).toMatchObject({ kind });
  });

  it("must say something", async () => {
    const usage = { input_tokens: 1, cached_input_tokens: 0, output_tokens: 1 };
    const { outcome } = await ask({ name: "codex", stdout: lines({ type: "turn.completed", usage }) });
    expect(outcome).toMatchObject({ kind: "malformed" });
  });
});

describe("finding a program", () => {
  it("looks into the absolute folders of the search path, for a file that can be run", () => {
    using program = standIn({ name: "claude" });
    const path = [".", "", "relative", program.folder].join(delimiter);
    expect(findProgram("claude", path)).toBe(program.file);
    expect(findProgram("codex", path)).toBeUndefined();
    expect(findProgram("claude", relative(process.cwd(), program.folder))).toBeUndefined();
    expect(findProgram("stdout", program.folder)).toBeUndefined();
  });
});
