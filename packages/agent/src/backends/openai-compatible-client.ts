import { z } from "zod";
import { apiUrl, checkedKey } from "../http/api-address.ts";
import { type HttpAccess, malformed, postJson } from "../http/post-json.ts";
import type { LlmAnswer, LlmBackend, LlmRequest, LlmUsage } from "../llm-client.ts";
import { cutOff, declined } from "./answer-outcome.ts";

/** A server that speaks Chat Completions. */
export interface CompatibleSettings extends HttpAccess {
  /** With the version in it, as such servers document it: `http://127.0.0.1:11434/v1`. */
  readonly address: string;
  /** Absent for a server that asks for none. */
  readonly apiKey?: { readonly value: string; readonly variable: string };
  readonly model: string;
}

const count = z.number().int().gte(0);
const completionSchema = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
});

/** Characters that are counted as one token where a server does not count: more than any tokenizer would say. */
const CHARACTERS_PER_TOKEN = 3;

/**
 * Chat Completions over `fetch`: what Ollama, vLLM, llama.cpp and OpenRouter speak. A server that does not tell its usage
 * is charged by the length of the texts, rounded up.
 */
export class OpenaiCompatibleClient implements LlmBackend {
  readonly backend = "openai-compatible";
  readonly reportsCost = false;
  readonly #settings: CompatibleSettings;

  constructor(settings: CompatibleSettings) {
    this.#settings = settings;
  }

  async complete(request: LlmRequest): Promise<LlmAnswer> {
    const { address, apiKey, model, clock } = this.#settings;
    const startedAtMs = clock.nowMs();
    const url = apiUrl(address, "chat/completions");
    const document = await postJson(this.#settings, {
      url,
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${checkedKey(apiKey.value, apiKey.variable)}` },
      body: {
        model,
        messages: [
          { role: "system", content: request.system },
          { role: "user", content: request.prompt },
        ],
        max_tokens: request.maxOutputTokens,
        stream: false,
        ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
      },
      signal: request.signal,
    });
    const completion = completionSchema.safeParse(document);
    const choice = completion.data?.choices[0];
    if (!completion.success || choice === undefined)
      throw malformed(url.host, "a completion of the Chat Completions API", "another document");
    const text = choice.message.content ?? "";
    const usage = usageOf(completion.data.usage, request, text);
    if (choice.finish_reason === "content_filter" || (choice.message.refusal ?? "") !== "")
      throw declined(url.host, usage);
    if (choice.finish_reason === "length") throw cutOff(url.host, request.maxOutputTokens, usage);
    const { backend } = this;
    const answered = completion.data.model ?? null;
    return { kind: "answer", text, usage, model: answered, backend, durationMs: clock.nowMs() - startedAtMs };
  }
}

function usageOf(
  counts: z.infer<typeof completionSchema>["usage"],
  { system, prompt }: LlmRequest,
  text: string,
): LlmUsage {
  return {
    inputTokens: counts?.prompt_tokens ?? guess(system.length + prompt.length),
    outputTokens: counts?.completion_tokens ?? guess(text.length),
    costUsd: null,
  };
}

function guess(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
