/** Every way to reach a model, in the order in which `auto` tries them; `scripted` is never chosen by itself. */
export const BACKEND_NAMES = ["claude", "codex", "anthropic", "openai", "openai-compatible", "scripted"] as const;

/** One way to reach a model. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** One question to a model. Nothing is remembered from one question to the next. */
export interface LlmRequest {
  /** What the model is and how it must answer. */
  readonly system: string;
  readonly prompt: string;
  /** Bounds the answer where the backend can; `codex` takes no such limit and is bounded in bytes only. */
  readonly maxOutputTokens: number;
  /** The backend's own default when absent; the programs do not take one. */
  readonly temperature?: number;
  /** What the call may cost, for a backend that can keep to it (`claude`). */
  readonly maxCostUsd?: number;
  readonly signal: AbortSignal;
}

/** What a call used. */
export interface LlmUsage {
  /** Everything that was read, cached or not. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; `null` when neither the backend nor configured prices tell. */
  readonly costUsd: number | null;
}

/** A complete answer. */
export interface LlmAnswer {
  readonly kind: "answer";
  readonly text: string;
  readonly usage: LlmUsage;
  /** The model that answered, as the backend names it; `null` when it does not say. */
  readonly model: string | null;
  readonly backend: BackendName;
  readonly durationMs: number;
}

/** The day's budget does not allow another call: nothing was asked, and asking again before `resetsAtMs` is no use. */
export interface BudgetSpent {
  readonly kind: "budget-spent";
  readonly limit: "tokens" | "usd";
  readonly threshold: number;
  /** Used today, calls under way included. */
  readonly actual: number;
  /** What the next call could use, which is more than is left; `null` when it cannot be told. */
  readonly needed: number | null;
  /** Start of the next UTC day, in epoch milliseconds. */
  readonly resetsAtMs: number;
}

/** What a client says to a question. */
export type LlmReply = LlmAnswer | BudgetSpent;

/** The port through which a model is asked. */
export interface LlmClient {
  readonly backend: BackendName;
  /** @throws AgentFault for what went wrong, or the signal's reason when it aborts. */
  complete(request: LlmRequest): Promise<LlmReply>;
}

/** A client that reaches a model itself and knows no budget. */
export interface LlmBackend extends LlmClient {
  /** Whether its answers say what they cost in US dollars. */
  readonly reportsCost: boolean;
  complete(request: LlmRequest): Promise<LlmAnswer>;
}
