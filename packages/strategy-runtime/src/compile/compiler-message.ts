import { withoutControls } from "../printable-text.ts";
import type { CompileDiagnostic } from "./compile-outcome.ts";
import { hintFor } from "./diagnostic-hint.ts";
import { NO_PLACE, placeAt } from "./source-place.ts";

/** A message of the compiler, about a place in the strategy's source or about none. */
export interface CompilerMessage {
  readonly code: number;
  readonly message: string;
  readonly offset: number | undefined;
}

/** Codes from here on are TypeScript's, below the compiler's own. */
const TYPESCRIPT_CODES_FROM = 1000;
const MESSAGE_CHARACTERS_MAX = 300;
const DIAGNOSTICS_MAX = 50;

const NOT_IMPLEMENTED = 100;
const USED_BEFORE_ASSIGNED = 2454;

/** Returns the compiler's messages as diagnostics: in source order, each once, at most fifty. */
export function diagnosticsOf(source: string, messages: readonly CompilerMessage[]): readonly CompileDiagnostic[] {
  const closures = new Set(messages.filter(({ code }) => code === NOT_IMPLEMENTED).map(({ offset }) => offset));
  // A captured variable is also reported as unassigned, which it is not.
  const telling = messages.filter(({ code, offset }) => code !== USED_BEFORE_ASSIGNED || !closures.has(offset));
  const ordered = telling.toSorted((a, b) => (a.offset ?? Infinity) - (b.offset ?? Infinity));
  const seen = new Set<string>();
  const unique = ordered.filter(({ code, offset, message }) => {
    const key = `${code}/${offset}/${message}`;
    return !seen.has(key) && seen.add(key);
  });
  return unique.slice(0, DIAGNOSTICS_MAX).map((message) => diagnosticOf(source, message));
}

function diagnosticOf(source: string, { code, message, offset }: CompilerMessage): CompileDiagnostic {
  const place = offset === undefined ? NO_PLACE : placeAt(source, offset);
  return {
    ...place,
    message: withoutControls(message, MESSAGE_CHARACTERS_MAX),
    code: `${code >= TYPESCRIPT_CODES_FROM ? "TS" : "AS"}${code}`,
    hint: hintFor(code, message, place.excerpt),
  };
}
