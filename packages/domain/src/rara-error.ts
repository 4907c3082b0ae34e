/** What kind of failure it was; the command line maps each to one exit code. */
export type ErrorCategory =
  | "bug"
  | "usage"
  | "not-found"
  | "configuration"
  | "timeout"
  | "refused"
  | "upstream"
  | "interrupted";

/** Everything a fault carries besides its message. */
export interface RaraErrorOptions {
  readonly category: ErrorCategory;
  /** Stable machine-readable name, dotted by area: `data.bad-rows`. */
  readonly code: string;
  /** What to do next, as an imperative sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Structured evidence (line numbers, limits), safe to print as JSON. */
  readonly details?: unknown;
}

/**
 * A fault: something that should not have happened, or that a person must change.
 * The message says what was expected and what was found; `hint` says what to do.
 * Expected refusals are values, never this class.
 */
export class RaraError extends Error {
  override readonly name: string = "RaraError";
  readonly category: ErrorCategory;
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: unknown;

  constructor(message: string, options: RaraErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.category = options.category;
    this.code = options.code;
    this.hint = options.hint;
    this.details = options.details;
  }

  /** Returns `error` itself when it is a RaraError, else wraps it as a bug. */
  static from(error: unknown): RaraError {
    if (error instanceof RaraError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new RaraError(message, { category: "bug", code: "internal", cause: error });
  }
}

/** Marks the end of an exhaustive switch; reaching it is a bug. */
export function assertNever(value: never): never {
  throw new RaraError(`Expected every case to be handled, found ${JSON.stringify(value)}`, {
    category: "bug",
    code: "internal.unreachable",
  });
}
