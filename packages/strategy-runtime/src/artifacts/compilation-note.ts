import type { CompileDiagnostic } from "../compile/compile-outcome.ts";
import { isDigest } from "./artifact-manifest.ts";
import type { KnownCompilation } from "./artifact-store.ts";

/** Returns the note on a compilation: the module's digest and, on a second line, the source's warnings as JSON. */
export function noteOf(sha256: string, warnings: readonly CompileDiagnostic[]): string {
  return `${sha256}\n${warnings.length === 0 ? "" : `${JSON.stringify(warnings)}\n`}`;
}

/** Reads such a note; undefined when it is none. */
export function readNote(note: string): KnownCompilation | undefined {
  const [sha256 = "", list = ""] = note.split("\n");
  if (!isDigest(sha256)) return undefined;
  if (list === "") return { sha256, warnings: [] };
  try {
    const warnings: unknown = JSON.parse(list);
    return Array.isArray(warnings) && warnings.every(isDiagnostic) ? { sha256, warnings } : undefined;
  } catch {
    return undefined;
  }
}

function isDiagnostic(value: unknown): value is CompileDiagnostic {
  if (typeof value !== "object" || value === null) return false;
  const { line, column, message, code, excerpt, hint } = value as Readonly<Record<string, unknown>>;
  const isText = [message, code, excerpt].every((text) => typeof text === "string");
  const isPlace = [line, column].every((number) => number === null || typeof number === "number");
  return isText && isPlace && (hint === null || typeof hint === "string");
}
