import { z } from "zod";
import { apiUrl, checkedKey } from "../http/api-address.ts";
import { malformed, postJson } from "../http/post-json.ts";
import type { LlmAnswer, LlmBackend, LlmRequest, LlmUsage } from "../llm-client.ts";
import { cutOff, declined } from "./answer-outcome.ts";
import type { ApiSettings } from "./anthropic-client.ts";

/** Where OpenAI's API answers. */
export const OPENAI_ADDRESS = "https://api.openai.com/v1";
/** The variable that holds its key. */
export const OPENAI_KEY_VARIABLE = "OPENAI_API_KEY";

const count = z.number().int().gte(0);
const part = z.looseObject({ type: z.string() });
const responseSchema = z.object({
  object: z.literal("response"),
  model: z.string(),
  status: z.string(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(z.looseObject({ type: z.string(), content: z.array(part).nullish() })),
  usage: z.object({ input_tokens: count, output_tokens: count }).nullish(),
});

/** The Responses API over `fetch`, one turn, no tools, nothing stored. Source: OpenAI, "Create a model response". */
export class OpenaiClient implements LlmBackend {
  readonly backend = "openai";
  readonly reportsCost = false;
  readonly #settings: ApiSettings;

  constructor(settings: ApiSettings) {
    this.#settings = settings;
  }

  async complete(request: LlmRequest): Promise<LlmAnswer> {
    const { address, apiKey, model, clock } = this.#settings;
    const startedAtMs = clock.nowMs();
    const url = apiUrl(address, "responses");
    const document = await postJson(this.#settings, {
      url,
      headers: { authorization: `Bearer ${checkedKey(apiKey, OPENAI_KEY_VARIABLE)}` },
      body: {
        model,
        instructions: request.system,
        input: request.prompt,
        max_output_tokens: request.maxOutputTokens,
        store: false,
        ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
      },
      signal: request.signal,
    });
    const response = responseSchema.safeParse(document);
    if (!response.success) throw malformed(url.host, "a response of the Responses API", "another document");
    const { data } = response;
    const usage = usageOf(data.usage);
    if (usage === undefined) throw malformed(url.host, "a response that tells its usage", "none");
    const parts = data.output.flatMap((item) => (item.type === "message" ? (item.content ?? []) : []));
    const isFiltered = data.incomplete_details?.reason === "content_filter";
    if (isFiltered || parts.some(({ type }) => type === "refusal")) throw declined(url.host, usage);
    if (data.status === "incomplete") throw cutOff(url.host, request.maxOutputTokens, usage);
    if (data.status !== "completed") throw malformed(url.host, "a completed response", "another status");
    const text = parts.map((item) => (item.type === "output_text" ? String(item["text"]) : "")).join("");
    const { backend } = this;
    return { kind: "answer", text, usage, model: data.model, backend, durationMs: clock.nowMs() - startedAtMs };
  }
}

function usageOf(counts: z.infer<typeof responseSchema>["usage"]): LlmUsage | undefined {
  return counts == null
    ? undefined
    : { inputTokens: counts.input_tokens, outputTokens: counts.output_tokens, costUsd: null };
}
