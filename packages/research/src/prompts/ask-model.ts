import type { AnswerSchema } from "./answer-reader.ts";

/** A question whose answer is one JSON object. */
export interface ModelQuestion<T> {
  readonly system: string;
  readonly prompt: string;
  readonly maxOutputTokens: number;
  readonly schema: AnswerSchema<T>;
  readonly signal: AbortSignal;
}

/** What a question used, its repair included. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** `null` when nobody knows. */
  readonly costUsd: number | null;
}

/** What a model came back with. */
export type ModelAnswer<T> =
  | { readonly kind: "answer"; readonly value: T; readonly usage: ModelUsage; readonly model: string | null }
  | { readonly kind: "invalid"; readonly issues: readonly string[]; readonly usage: ModelUsage }
  | { readonly kind: "budget-spent"; readonly resetsAtMs: number; readonly usage: ModelUsage };

/**
 * The port through which a model is asked: `askStructured` of the agent package with a client fits. It throws RaraError when
 * the call fails, with a `usage` where something was paid for all the same, and the signal's reason when that aborts.
 */
export type AskModel = <T>(question: ModelQuestion<T>) => Promise<ModelAnswer<T>>;

/** What a question used that came to nothing. */
const NO_USAGE: ModelUsage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** Returns what was paid for before a call failed; nothing where the error does not tell. */
export function usageOfFault(error: unknown): ModelUsage {
  if (!(error instanceof Error) || !("usage" in error)) return NO_USAGE;
  // Only the port's own errors carry one.
  return (error.usage as ModelUsage | undefined) ?? NO_USAGE;
}
