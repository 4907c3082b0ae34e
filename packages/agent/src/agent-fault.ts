import { type ErrorCategory, RaraError } from "@rara-trading/domain";
import type { LlmUsage } from "./llm-client.ts";
import { addUsage } from "./usage/add-usage.ts";

/** What can go wrong between a question and its answer. */
export type AgentFaultKind =
  /** No program, key, model or address to ask with. */
  | "unavailable"
  /** The login or key was not accepted. */
  | "auth"
  /** No credit is left, or a spending limit at the provider is reached: waiting does not help. */
  | "quota"
  | "rate-limited"
  | "overloaded"
  /** The connection broke or the server failed. */
  | "unreachable"
  | "timeout"
  /** The model declined to answer, or did what it was not permitted to do. */
  | "refused"
  /** The question was not accepted: a model that does not exist, a prompt that is too long. */
  | "rejected"
  /** The answer ended at its length limit. */
  | "truncated"
  /** The answer does not follow the backend's documented format. */
  | "malformed"
  /** The day's budget was spent and the caller had no way to take that as a value. */
  | "budget";

const CATEGORIES: Readonly<Record<AgentFaultKind, ErrorCategory>> = {
  unavailable: "configuration",
  auth: "configuration",
  quota: "upstream",
  "rate-limited": "upstream",
  overloaded: "upstream",
  unreachable: "upstream",
  timeout: "timeout",
  refused: "refused",
  rejected: "upstream",
  truncated: "upstream",
  malformed: "upstream",
  budget: "refused",
};

/** Kinds that asking again may cure. A timeout is none: the answer may be paid for already. */
const RETRYABLE: ReadonlySet<AgentFaultKind> = new Set(["rate-limited", "overloaded", "unreachable"]);

/** Kinds in which the model was certainly not run. */
const UNPAID: ReadonlySet<AgentFaultKind> = new Set([
  "unavailable",
  "auth",
  "quota",
  "rate-limited",
  "overloaded",
  "rejected",
]);

/** What a fault carries besides its message. */
interface AgentFaultOptions {
  readonly hint: string;
  /** How long the backend asked to wait. */
  readonly retryAfterMs?: number | undefined;
  /** What was used all the same, where the backend told. */
  readonly usage?: LlmUsage | undefined;
  /** The question cannot have arrived. */
  readonly neverArrived?: boolean;
  /** Safe to print: statuses, exit codes, limits; never what a backend wrote. */
  readonly details?: Readonly<Record<string, number | string>>;
}

/**
 * A question that got no answer. Its message is made of our own words and numbers: neither a key nor what a program
 * or server wrote ever stands in it, because either could hold a secret.
 */
export class AgentFault extends RaraError {
  override readonly name: string = "AgentFault";
  readonly kind: AgentFaultKind;
  readonly retryAfterMs: number | undefined;
  readonly usage: LlmUsage | undefined;
  declare readonly details: AgentFaultOptions["details"];
  readonly #neverArrived: boolean;

  constructor(kind: AgentFaultKind, message: string, options: AgentFaultOptions) {
    const { hint, details } = options;
    super(message, {
      category: CATEGORIES[kind],
      code: `agent.${kind}`,
      hint,
      ...(details === undefined ? {} : { details }),
    });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
    this.usage = options.usage;
    this.#neverArrived = options.neverArrived ?? false;
  }

  /** Returns the same fault after calls for the same question that used `before`. */
  having(before: LlmUsage): AgentFault {
    return this.using(this.usage === undefined ? before : addUsage(before, this.usage));
  }

  /** Returns the same fault with another usage. */
  using(usage: LlmUsage): AgentFault {
    const { hint = "", retryAfterMs, details } = this;
    const options = { hint, retryAfterMs, usage, neverArrived: this.#neverArrived };
    return new AgentFault(this.kind, this.message, details === undefined ? options : { ...options, details });
  }

  /** Whether the same question may be asked again by itself. */
  get retryable(): boolean {
    return RETRYABLE.has(this.kind);
  }

  /** Whether it is certain that nothing was used. */
  get unpaid(): boolean {
    return (UNPAID.has(this.kind) || this.#neverArrived) && this.usage === undefined;
  }
}
