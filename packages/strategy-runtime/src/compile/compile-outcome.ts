/** Something that the author of a strategy has to change. */
export interface CompileDiagnostic {
  /** Line in the strategy's source, from 1; null when no one line is to blame. */
  readonly line: number | null;
  /** Column, from 1. */
  readonly column: number | null;
  readonly message: string;
  /** `TS…` and `AS…` are the compiler's own numbers, `rara.…` is ours. */
  readonly code: string;
  /** The source line with a caret under the place; empty without a line. */
  readonly excerpt: string;
  /** What to write instead, where the compiler's message does not say it. */
  readonly hint: string | null;
}

/** A module, exactly as the compiler made it: untrusted until `loadStrategyModule` has taken it. */
export interface CompiledSource {
  readonly kind: "compiled";
  readonly wasm: Uint8Array;
  readonly sha256: string;
  /** What compiles but is rarely meant, such as a division that drops its fraction; absent where nothing looks for it. */
  readonly warnings?: readonly CompileDiagnostic[];
  /** Processor time of the compiler for this source, in milliseconds; absent where nobody measures it. */
  readonly cpuMs?: number;
}

/** The source is not a strategy yet. */
export interface FailedSource {
  readonly kind: "failed";
  readonly diagnostics: readonly CompileDiagnostic[];
}

/** What compiling a source gives: a module, or what to change. */
export type CompileOutcome = CompiledSource | FailedSource;
