import { lines } from "./stand-in-program.ts";

/** What the samples answer, and what it used. */
export const SAMPLE = { text: "Buy low, sell high.", inputTokens: 1_200, outputTokens: 34 } as const;

/** The stream of `claude -p --output-format stream-json --verbose`, as documented, with `result` in the last message. */
export function claudeStream(result: object = {}, assistant: object = {}): string {
  const usage = {
    input_tokens: 200,
    cache_creation_input_tokens: 700,
    cache_read_input_tokens: 300,
    output_tokens: 34,
  };
  const message = {
    model: "claude-sample-1",
    role: "assistant",
    content: [{ type: "text", text: SAMPLE.text }],
    usage,
  };
  return lines(
    { type: "system", subtype: "init", session_id: "s", tools: [], mcp_servers: [], model: "claude-sample-1" },
    { type: "assistant", message, session_id: "s", ...assistant },
    {
      type: "result",
      subtype: "success",
      is_error: false,
      duration_ms: 812,
      num_turns: 1,
      result: SAMPLE.text,
      stop_reason: "end_turn",
      session_id: "s",
      total_cost_usd: 0.0125,
      usage,
      ...result,
    },
  );
}

/** The stream of `codex exec --json`, as documented, with events put before the last. */
export function codexStream(...before: readonly unknown[]): string {
  return lines(
    { type: "thread.started", thread_id: "t" },
    { type: "turn.started" },
    { type: "item.completed", item: { id: "item_0", type: "reasoning", text: "Thinking" } },
    { type: "item.completed", item: { id: "item_1", type: "agent_message", text: SAMPLE.text } },
    ...before,
    { type: "turn.completed", usage: { input_tokens: 1_200, cached_input_tokens: 900, output_tokens: 34 } },
  );
}

/** An answer of the Messages API. */
export const ANTHROPIC_MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sample-1",
  content: [{ type: "text", text: SAMPLE.text }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 200, cache_creation_input_tokens: 700, cache_read_input_tokens: 300, output_tokens: 34 },
};

/** An answer of the Responses API. */
export const OPENAI_RESPONSE = {
  id: "resp_1",
  object: "response",
  status: "completed",
  model: "gpt-sample-1",
  incomplete_details: null,
  output: [
    { id: "rs_1", type: "reasoning", summary: [] },
    { id: "msg_1", type: "message", role: "assistant", content: [{ type: "output_text", text: SAMPLE.text }] },
  ],
  usage: { input_tokens: 1_200, output_tokens: 34, total_tokens: 1_234 },
};

/** An answer of the Chat Completions API. */
export const CHAT_COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "local-sample-1",
  choices: [{ index: 0, message: { role: "assistant", content: SAMPLE.text }, finish_reason: "stop" }],
  usage: { prompt_tokens: 1_200, completion_tokens: 34, total_tokens: 1_234 },
};
