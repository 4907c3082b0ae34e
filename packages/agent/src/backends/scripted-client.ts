import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { AgentFault } from "../agent-fault.ts";
import type { LlmAnswer, LlmBackend, LlmRequest } from "../llm-client.ts";

/** The longest script. */
const SCRIPT_BYTES_MAX = 16 * 1024 * 1024;

const answerSchema = z.strictObject({
  text: z.string(),
  inputTokens: z.number().int().gte(0).default(0),
  outputTokens: z.number().int().gte(0).default(0),
  costUsd: z.number().gte(0).nullable().default(null),
  model: z.string().nullable().default(null),
});

type ScriptedAnswer = z.output<typeof answerSchema>;

/** Answers from a list, in its order, whatever is asked: for tests, and for replays of what a model once said. */
export class ScriptedClient implements LlmBackend {
  readonly backend = "scripted";
  readonly reportsCost = true;
  readonly #answers: readonly ScriptedAnswer[];
  #next = 0;

  constructor(answers: readonly z.input<typeof answerSchema>[]) {
    this.#answers = answers.map((answer) => answerSchema.parse(answer));
  }

  /** Opens a file with one JSON object a line: `text`, and optionally `inputTokens`, `outputTokens`, `costUsd`, `model`. */
  static open(path: string): ScriptedClient {
    return new ScriptedClient(
      readScript(path)
        .split("\n")
        .flatMap((line, i) => (line.trim() === "" ? [] : [answerOf(line, path, i + 1)])),
    );
  }

  /** @throws AgentFault `agent.unavailable` when the script has no further answer. */
  async complete({ signal }: LlmRequest): Promise<LlmAnswer> {
    signal.throwIfAborted();
    const answer = this.#answers[this.#next];
    if (answer === undefined) throw badScript(`an answer for question ${this.#next + 1}`, "the end of the script");
    this.#next++;
    const { text, model, inputTokens, outputTokens, costUsd } = answer;
    const usage = { inputTokens, outputTokens, costUsd };
    return await Promise.resolve({ kind: "answer", text, usage, model, backend: this.backend, durationMs: 0 });
  }
}

function readScript(path: string): string {
  try {
    if (statSync(path).size <= SCRIPT_BYTES_MAX) return readFileSync(path, "utf8");
  } catch {
    throw badScript(`to read ${path}`, "that it cannot be read");
  }
  throw badScript(`at most ${SCRIPT_BYTES_MAX} bytes in ${path}`, "more");
}

function answerOf(line: string, path: string, number: number): ScriptedAnswer {
  const parsed = answerSchema.safeParse(valueOf(line));
  if (parsed.success) return parsed.data;
  throw badScript(`an object with the key "text" on line ${number} of ${path}`, "something else");
}

function valueOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function badScript(expected: string, found: string): AgentFault {
  return new AgentFault("unavailable", `Expected ${expected}, found ${found}`, {
    hint: 'Name a file with one object a line, such as { "text": "…" }, in agent.script.',
  });
}
