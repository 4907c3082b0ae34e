import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ScriptedClient } from "./backends/scripted-client.ts";
import { type BackendSettings, backendStatuses, openBackend } from "./open-backend.ts";
import { standIn } from "./testing/stand-in-program.ts";
import { TestClock } from "./testing/test-clock.ts";

const KEY = "sk-secret-0123456789";

function settings(environment: Record<string, string> = {}, more: Partial<BackendSettings> = {}): BackendSettings {
  return {
    fetch: () => Promise.reject(new Error("not asked")),
    clock: new TestClock(),
    timeoutMs: 1_000,
    model: "",
    baseUrl: "",
    keyVariable: "",
    script: "",
    environment,
    ...more,
  };
}

function chosen(given: BackendSettings): string {
  const opened = openBackend("auto", given);
  return opened.kind === "opened" ? opened.backend.backend : opened.kind;
}

function reasons(given: BackendSettings): Record<string, string> {
  return Object.fromEntries(backendStatuses(given).map(({ backend, reason }) => [backend, reason]));
}

describe("the choice of a backend", () => {
  it("takes programs first, then keys, then a server of one's own, and never the script", () => {
    using claude = standIn({ name: "claude" });
    using codex = standIn({ name: "codex" });
    const keys = { ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY };
    const server = { model: "m", baseUrl: "http://127.0.0.1:11434/v1", script: "/nowhere" };
    expect(chosen(settings({ PATH: `${codex.folder}:${claude.folder}`, ...keys }, server))).toBe("claude");
    expect(chosen(settings({ PATH: codex.folder, ...keys }, server))).toBe("codex");
    expect(chosen(settings(keys, server))).toBe("anthropic");
    expect(chosen(settings({ OPENAI_API_KEY: KEY }, server))).toBe("openai");
    expect(chosen(settings({}, server))).toBe("openai-compatible");
    expect(chosen(settings({ OPENAI_API_KEY: "" }, { script: "/nowhere" }))).toBe("none");
  });

  it("says of each why it cannot be used, without a key", () => {
    const environment = { ANTHROPIC_API_KEY: KEY, OPENAI_BASE_URL: "http://elsewhere.example", OPENAI_API_KEY: KEY };
    const more = { baseUrl: "http://127.0.0.1:1/v1", keyVariable: "OPENROUTER_API_KEY" };
    expect(reasons(settings(environment, more))).toEqual({
      claude: "no program `claude` on PATH",
      codex: "no program `codex` on PATH",
      anthropic: "ANTHROPIC_API_KEY is set, but agent.model (or --model) names no model",
      openai: "OPENAI_API_KEY is set, but agent.model (or --model) names no model",
      "openai-compatible": "agent.base_url is set, but agent.model (or --model) names no model",
      scripted: "agent.script names no file",
    });
    const named = reasons(settings(environment, { ...more, model: "m" }));
    expect(named["anthropic"]).toBe("ANTHROPIC_API_KEY is set; model m");
    expect(named["openai"]).toBe("OPENAI_BASE_URL is neither https:// nor http:// on this machine");
    expect(named["openai-compatible"]).toBe("OPENROUTER_API_KEY is not set");
    expect(JSON.stringify(named)).not.toContain(KEY);
  });

  it("refuses a named backend that is not there, and says that research needs none", () => {
    expect(() => openBackend("codex", settings())).toThrow(
      expect.objectContaining({
        code: "agent.unavailable",
        category: "configuration",
        hint: expect.stringContaining("offline generator") as string,
      }) as Error,
    );
  });
});

describe("the script", () => {
  const request = { system: "", prompt: "", maxOutputTokens: 1, signal: new AbortController().signal };

  it("is read line by line, and ends", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rara-script-"));
    const path = join(folder, "script.jsonl");
    writeFileSync(path, '{"text":"one","inputTokens":3,"costUsd":0.5}\n\n{"text":"two"}\n');
    const client = ScriptedClient.open(path);
    expect(await client.complete(request)).toMatchObject({ text: "one", usage: { inputTokens: 3, costUsd: 0.5 } });
    expect(await client.complete(request)).toMatchObject({ text: "two", usage: { costUsd: null } });
    await expect(client.complete(request)).rejects.toThrow("the end of the script");
    writeFileSync(path, '{"text":"one"}\n{"texts":[]}\n');
    expect(() => ScriptedClient.open(path)).toThrow("line 2");
    expect(() => ScriptedClient.open(join(folder, "none"))).toThrow("cannot be read");
    rmSync(folder, { recursive: true });
  });
});
