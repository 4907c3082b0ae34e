import type { LlmUsage } from "../llm-client.ts";
import type { LineVerdict } from "./process-lines.ts";
import { kindOfMessage } from "./program-message.ts";
import { fields, type Fields, objectOf, type StreamReader, type StreamResult, tokenCount } from "./stream-reader.ts";

/** Items in which the model did something else than think and speak. */
const TOOL_ITEMS: ReadonlySet<unknown> = new Set([
  "command_execution",
  "file_change",
  "mcp_tool_call",
  "collab_tool_call",
  "web_search",
]);

/**
 * Reads `codex exec --json`: `thread.started`, `turn.started`, `item.started|updated|completed`, then `turn.completed` with
 * the usage or `turn.failed` (OpenAI, "Non-interactive mode", and codex-rs/exec/src/exec_events.rs). The last
 * agent message is the answer. An `error` event may be a reconnection that succeeds, so alone it decides nothing.
 */
export class CodexStream implements StreamReader {
  #text: string | undefined;
  #result: StreamResult | undefined;
  #lastError: string | undefined;

  read(line: string): LineVerdict {
    const event = objectOf(line);
    const type = event?.["type"];
    if (event === undefined || typeof type !== "string") return "more";
    if (type.startsWith("item.")) return this.#readItem(fields(event["item"]));
    if (type === "error") this.#lastError = textOf(event["message"]);
    if (type === "turn.failed") {
      this.#result = failedBy(textOf(fields(event["error"])?.["message"]));
      return "done";
    }
    if (type !== "turn.completed") return "more";
    const usage = usageOf(fields(event["usage"]));
    if (usage !== undefined && this.#text !== undefined)
      this.#result = { kind: "answer", text: this.#text, usage, model: null };
    return "done";
  }

  result(): StreamResult | undefined {
    return this.#result ?? (this.#lastError === undefined ? undefined : failedBy(this.#lastError));
  }

  #readItem(item: Fields | undefined): LineVerdict {
    const type = item?.["type"];
    if (TOOL_ITEMS.has(type)) {
      this.#result = { kind: "tool-used" };
      return "stop";
    }
    if (type === "agent_message" && typeof item?.["text"] === "string") this.#text = item["text"];
    return "more";
  }
}

function failedBy(message: string): StreamResult {
  return { kind: "failed", fault: kindOfMessage(message) };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function usageOf(counts: Fields | undefined): LlmUsage | undefined {
  const inputTokens = tokenCount(counts?.["input_tokens"]);
  const outputTokens = tokenCount(counts?.["output_tokens"]);
  return inputTokens === undefined || outputTokens === undefined
    ? undefined
    : { inputTokens, outputTokens, costUsd: null };
}
