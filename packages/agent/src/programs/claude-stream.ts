import type { AgentFaultKind } from "../agent-fault.ts";
import type { LlmUsage } from "../llm-client.ts";
import type { LineVerdict } from "./process-lines.ts";
import { kindOfMessage } from "./program-message.ts";
import { fields, type Fields, objectOf, type StreamReader, type StreamResult, tokenCount } from "./stream-reader.ts";

/** How an assistant message names the failed call that it stands for. */
const ERROR_CLASSES: Readonly<Record<string, AgentFaultKind>> = {
  authentication_failed: "auth",
  billing_error: "quota",
  rate_limit: "rate-limited",
  overloaded: "overloaded",
  server_error: "unreachable",
  invalid_request: "rejected",
  max_output_tokens: "truncated",
};

/** How a result without an answer names its reason; a turn more than one means that it wanted tools. */
const SUBTYPES: Readonly<Record<string, AgentFaultKind>> = {
  error_max_turns: "refused",
  error_max_budget_usd: "budget",
};

/**
 * Reads `claude -p --output-format stream-json --verbose`: messages of type `system`, `assistant`, `user`, and one
 * `result` at the end (Claude Code, "Run Claude Code programmatically" and the Agent SDK's SDKMessage types).
 */
export class ClaudeStream implements StreamReader {
  #model: string | null = null;
  #errorClass: AgentFaultKind | undefined;
  #result: StreamResult | undefined;

  read(line: string): LineVerdict {
    const message = objectOf(line);
    if (message?.["type"] === "assistant") return this.#readAssistant(message);
    if (message?.["type"] !== "result") return "more";
    this.#result = this.#resultOf(message);
    return "done";
  }

  result(): StreamResult | undefined {
    return this.#result;
  }

  #readAssistant(message: Fields): LineVerdict {
    const inner = fields(message["message"]);
    const model = inner?.["model"];
    // Messages that the program makes up itself are from the model "<synthetic>".
    if (typeof model === "string" && !model.startsWith("<")) this.#model = model;
    const errorClass = message["error"];
    if (typeof errorClass === "string") this.#errorClass = ERROR_CLASSES[errorClass] ?? "rejected";
    const content = inner?.["content"];
    if (!Array.isArray(content) || !content.some(isToolUse)) return "more";
    this.#result = { kind: "tool-used" };
    return "stop";
  }

  #resultOf(message: Fields): StreamResult | undefined {
    const usage = usageOf(message);
    const { subtype, result } = message;
    if (subtype === "success" && message["is_error"] === false && typeof result === "string") {
      // A cut answer is a success to the program.
      if (message["stop_reason"] === "max_tokens" || this.#errorClass === "truncated")
        return failed("truncated", usage);
      if (message["stop_reason"] === "refusal") return failed("refused", usage);
      return usage && { kind: "answer", text: result, usage, model: this.#model };
    }
    const bySubtype = typeof subtype === "string" ? SUBTYPES[subtype] : undefined;
    const byText = typeof result === "string" ? kindOfMessage(result) : undefined;
    return failed(bySubtype ?? this.#errorClass ?? byText ?? "rejected", usage);
  }
}

function isToolUse(block: unknown): boolean {
  return String(fields(block)?.["type"]).endsWith("tool_use");
}

function failed(fault: AgentFaultKind, usage: LlmUsage | undefined): StreamResult {
  const used = usage !== undefined && usage.inputTokens + usage.outputTokens > 0;
  return { kind: "failed", fault, ...(used ? { usage } : {}) };
}

function usageOf(message: Fields): LlmUsage | undefined {
  const counts = fields(message["usage"]);
  const input = tokenCount(counts?.["input_tokens"]);
  const outputTokens = tokenCount(counts?.["output_tokens"]);
  if (input === undefined || outputTokens === undefined) return undefined;
  const cached = ["cache_creation_input_tokens", "cache_read_input_tokens"].map(
    (name) => tokenCount(counts?.[name]) ?? 0,
  );
  const cost = message["total_cost_usd"];
  const costUsd = typeof cost === "number" && Number.isFinite(cost) && cost >= 0 ? cost : null;
  return { inputTokens: cached.reduce((sum, tokens) => sum + tokens, input), outputTokens, costUsd };
}
