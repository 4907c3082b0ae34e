import type { AgentFaultKind } from "../agent-fault.ts";
import type { LlmUsage } from "../llm-client.ts";
import type { LineVerdict } from "./process-lines.ts";

/** What a program's stream came to. */
export type StreamResult =
  | { readonly kind: "answer"; readonly text: string; readonly usage: LlmUsage; readonly model: string | null }
  | { readonly kind: "failed"; readonly fault: AgentFaultKind; readonly usage?: LlmUsage }
  /** The model used a tool, which it was not permitted to. */
  | { readonly kind: "tool-used" };

/** Reads one program's stream of JSON lines. */
export interface StreamReader {
  read(line: string): LineVerdict;
  /** Returns what was read so far, or `undefined` while the stream is not complete. */
  result(): StreamResult | undefined;
}

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Returns the object of a line; `undefined` for a line that holds none, which programs print now and then. */
export function objectOf(line: string): Fields | undefined {
  try {
    return fields(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Returns `value` as an object, or `undefined`. */
export function fields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Returns a number of tokens, or `undefined` where there is no such number. */
export function tokenCount(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}
