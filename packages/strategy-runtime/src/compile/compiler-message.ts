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
const NO_RETURN = 2355;

/** Returns the compiler's messages as diagnostics: in source order, each once, at most fifty. */
export function diagnosticsOf(source: string, messages: readonly CompilerMessage[]): readonly CompileDiagnostic[] {
  const telling = messages.filter((message) => !isConsequence(message, messages));
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

/** A construct that is not implemented is reported once for itself and once for what it leaves behind. */
function isConsequence({ code, offset }: CompilerMessage, all: readonly CompilerMessage[]): boolean {
  if (code === NO_RETURN) return all.some((other) => other.code === NOT_IMPLEMENTED);
  if (code !== USED_BEFORE_ASSIGNED) return false;
  return all.some((other) => other.code === NOT_IMPLEMENTED && other.offset === offset);
}
