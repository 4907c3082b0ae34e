import { AgentFault, type AgentFaultKind } from "../agent-fault.ts";

/** The longest wait that a server's `retry-after` is believed for. */
const RETRY_AFTER_MS_MAX = 24 * 3_600_000;

/** Codes of the two APIs that mean "no credit left", which share status 429 or 400 with curable errors. */
const QUOTA_CODES: ReadonlySet<string> = new Set([
  "insufficient_quota",
  "credit_balance_exhausted",
  "billing_error",
  "enforced_spend_limit_reached",
]);

/** What a failed answer says about itself. */
export interface FailedAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** `error.type` and `error.code` of the document, if it is one. */
  readonly codes: readonly string[];
  readonly nowMs: number;
}

/** Returns the machine-readable names in an error document: `{ error: { type, code, details: { error_code } } }`. */
export function errorCodes(document: unknown): readonly string[] {
  const error = field(document, "error");
  const names = [field(error, "type"), field(error, "code"), field(field(error, "details"), "error_code")];
  return names.filter((name): name is string => typeof name === "string");
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/**
 * Returns the fault that a status other than 200 means. Sources: Anthropic, "Errors" (401, 402, 403, 429 with
 * `retry-after`, 500, 529 overloaded; a spending limit is a 429 without `retry-after`); OpenAI, "Error codes".
 */
export function statusFault(host: string, answer: FailedAnswer): AgentFault {
  const kind = kindOf(answer);
  return new AgentFault(kind, `Expected ${host} to answer, found status ${answer.status}`, {
    hint: HINTS[kind] ?? "Try again later.",
    retryAfterMs: retryAfterMs(answer),
    details: { status: answer.status },
  });
}

const HINTS: Readonly<Partial<Record<AgentFaultKind, string>>> = {
  auth: "Check the key in the environment, and that it may use this model.",
  quota: "The account has no credit left or has reached its spending limit: see the provider's console.",
  "rate-limited": "Wait, or lower agent.concurrency.",
  overloaded: "The provider is short of capacity: try again later, or name another backend.",
  rejected: "Check the model's name (agent.model or --model) and the address; a prompt may be too long for it.",
  unreachable: "The server failed: try again later.",
};

function kindOf({ status, codes }: FailedAnswer): AgentFaultKind {
  if (status === 402 || codes.some((code) => QUOTA_CODES.has(code))) return "quota";
  if (status === 401 || status === 403) return "auth";
  if (status === 408) return "unreachable";
  if (status === 429) return "rate-limited";
  if (status === 529 || status === 503 || codes.includes("overloaded_error")) return "overloaded";
  return status >= 500 ? "unreachable" : "rejected";
}

/** `retry-after` is a number of seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterMs({ retryAfter, nowMs }: FailedAnswer): number | undefined {
  if (retryAfter === null) return undefined;
  const waitMs = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - nowMs;
  return waitMs >= 0 && waitMs <= RETRY_AFTER_MS_MAX ? waitMs : undefined;
}
