import { z } from "zod";
import { apiUrl, checkedKey } from "../http/api-address.ts";
import { type HttpAccess, malformed, postJson } from "../http/post-json.ts";
import type { LlmAnswer, LlmBackend, LlmRequest, LlmUsage } from "../llm-client.ts";
import { cutOff, declined } from "./answer-outcome.ts";

/** Where Anthropic's API answers. */
export const ANTHROPIC_ADDRESS = "https://api.anthropic.com";
/** The variable that holds its key. */
export const ANTHROPIC_KEY_VARIABLE = "ANTHROPIC_API_KEY";
const API_VERSION = "2023-06-01";

/** An API with a key, asked for one model. */
export interface ApiSettings extends HttpAccess {
  readonly address: string;
  readonly apiKey: string;
  readonly model: string;
}

const count = z.number().int().gte(0);
const messageSchema = z.object({
  type: z.literal("message"),
  model: z.string(),
  content: z.array(z.looseObject({ type: z.string() })),
  stop_reason: z.string().nullable(),
  usage: z.object({
    input_tokens: count,
    output_tokens: count,
    cache_creation_input_tokens: count.nullish(),
    cache_read_input_tokens: count.nullish(),
  }),
});

/** The Messages API over `fetch`, one turn, no tools. Source: Anthropic, "Messages" and "Handling stop reasons". */
export class AnthropicClient implements LlmBackend {
  readonly backend = "anthropic";
  readonly reportsCost = false;
  readonly #settings: ApiSettings;

  constructor(settings: ApiSettings) {
    this.#settings = settings;
  }

  async complete(request: LlmRequest): Promise<LlmAnswer> {
    const { address, apiKey, model, clock } = this.#settings;
    const startedAtMs = clock.nowMs();
    const url = apiUrl(address, "v1/messages");
    const document = await postJson(this.#settings, {
      url,
      headers: { "x-api-key": checkedKey(apiKey, ANTHROPIC_KEY_VARIABLE), "anthropic-version": API_VERSION },
      body: {
        model,
        max_tokens: request.maxOutputTokens,
        system: request.system,
        messages: [{ role: "user", content: request.prompt }],
        ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
      },
      signal: request.signal,
    });
    const message = messageSchema.safeParse(document);
    if (!message.success) throw malformed(url.host, "a message of the Messages API", "another document");
    const { content, stop_reason: stopReason, usage: counts } = message.data;
    const usage: LlmUsage = {
      inputTokens:
        counts.input_tokens + (counts.cache_creation_input_tokens ?? 0) + (counts.cache_read_input_tokens ?? 0),
      outputTokens: counts.output_tokens,
      costUsd: null,
    };
    if (stopReason === "refusal") throw declined(url.host, usage);
    if (stopReason === "max_tokens" || stopReason === "model_context_window_exceeded")
      throw cutOff(url.host, request.maxOutputTokens, usage);
    const text = content.map((block) => (block.type === "text" ? String(block["text"]) : "")).join("");
    const { backend } = this;
    return { kind: "answer", text, usage, model: message.data.model, backend, durationMs: clock.nowMs() - startedAtMs };
  }
}
