import { delimiter } from "node:path";
import { ANTHROPIC_KEY_VARIABLE, AnthropicClient } from "./backends/anthropic-client.ts";
import { OpenaiClient } from "./backends/openai-client.ts";
import { OpenaiCompatibleClient } from "./backends/openai-compatible-client.ts";
import type { HttpAccess } from "./http/post-json.ts";
import type { LlmBackend } from "./llm-client.ts";
import {
  type BackendScene,
  CONTRACT_SECRET,
  describeLlmBackendContract,
  type OpenedScene,
} from "./llm-client-contract.ts";
import { CLAUDE_DIALECT } from "./programs/claude-dialect.ts";
import { CODEX_DIALECT } from "./programs/codex-dialect.ts";
import { ProgramClient, type ProgramDialect } from "./programs/program-client.ts";
import { openModelServer, sendJson } from "./testing/model-server.ts";
import { lines, standIn } from "./testing/stand-in-program.ts";
import { TestClock } from "./testing/test-clock.ts";
import {
  ANTHROPIC_MESSAGE,
  CHAT_COMPLETION,
  claudeStream,
  codexStream,
  OPENAI_RESPONSE,
  SAMPLE,
} from "./testing/wire-samples.ts";

const access: HttpAccess = { fetch: (url, init) => fetch(url, init), clock: new TestClock(), timeoutMs: 5_000 };

/** Servers like to repeat the key. */
const REFUSAL = { error: { type: "authentication_error", message: `Incorrect API key provided: ${CONTRACT_SECRET}` } };

async function serverScene(
  scene: BackendScene,
  document: unknown,
  open: (address: string) => LlmBackend,
): Promise<OpenedScene> {
  const server = await openModelServer((response) => {
    if (scene === "answers") sendJson(response, 200, document);
    if (scene === "refuses the login") sendJson(response, 401, REFUSAL);
  });
  return {
    backend: open(server.url),
    sent: () => JSON.stringify(server.requests.map(({ body }) => body)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function programScene(
  scene: BackendScene,
  dialect: ProgramDialect,
  streams: { readonly answer: string; readonly refusal: string },
): OpenedScene {
  const stdout = { answers: streams.answer, "refuses the login": streams.refusal, hangs: "" }[scene];
  const stderr = `debug: key ${CONTRACT_SECRET}\n`;
  const program = standIn({ name: dialect.backend, stdout, stderr, last: scene === "hangs" ? "sleep 60" : ":" });
  const environment = {
    PATH: [program.folder, process.env["PATH"]].join(delimiter),
    HOME: program.folder,
    [ANTHROPIC_KEY_VARIABLE]: CONTRACT_SECRET,
  };
  return {
    backend: new ProgramClient(dialect, { file: program.file, environment, clock: access.clock, timeoutMs: 5_000 }),
    sent: () => program.recorded("argv") + program.recorded("stdin"),
    [Symbol.asyncDispose]: async () => program[Symbol.dispose](),
  };
}

describeLlmBackendContract("AnthropicClient", SAMPLE, (scene) =>
  serverScene(scene, ANTHROPIC_MESSAGE, (address) => {
    return new AnthropicClient({ ...access, address, apiKey: CONTRACT_SECRET, model: "claude-sample-1" });
  }),
);

describeLlmBackendContract("OpenaiClient", SAMPLE, (scene) =>
  serverScene(scene, OPENAI_RESPONSE, (address) => {
    return new OpenaiClient({ ...access, address: `${address}/v1`, apiKey: CONTRACT_SECRET, model: "gpt-sample-1" });
  }),
);

describeLlmBackendContract("OpenaiCompatibleClient", SAMPLE, (scene) =>
  serverScene(scene, CHAT_COMPLETION, (address) => {
    const apiKey = { value: CONTRACT_SECRET, variable: "OPENROUTER_API_KEY" };
    return new OpenaiCompatibleClient({ ...access, address: `${address}/v1`, apiKey, model: "local-sample-1" });
  }),
);

// Stand-ins that speak the documented streams: the real programs were not reached.
describeLlmBackendContract("ProgramClient for claude", SAMPLE, async (scene) =>
  programScene(scene, CLAUDE_DIALECT, {
    answer: claudeStream(),
    refusal: claudeStream({ is_error: true, result: `Invalid API key ${CONTRACT_SECRET} · Please run /login` }),
  }),
);

describeLlmBackendContract("ProgramClient for codex", SAMPLE, async (scene) =>
  programScene(scene, CODEX_DIALECT, {
    answer: codexStream(),
    refusal: lines(
      { type: "thread.started", thread_id: "t" },
      { type: "turn.failed", error: { message: `unexpected status 401 Unauthorized: ${CONTRACT_SECRET}` } },
    ),
  }),
);
