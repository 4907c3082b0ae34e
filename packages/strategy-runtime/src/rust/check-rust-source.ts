import type { CompileDiagnostic } from "../compile/compile-outcome.ts";
import { placeAt } from "../compile/source-place.ts";
import { type RustToken, rustTokens } from "./rust-tokens.ts";

/**
 * Words that a strategy may not contain anywhere outside strings and comments, with what they would do. As words, not as
 * calls: `use std::env as e` or a macro's argument would give the same thing another name.
 */
const FORBIDDEN_WORDS: ReadonlyMap<string, string> = new Map([
  ["include", "reads another file"],
  ["include_str", "reads another file"],
  ["include_bytes", "reads another file"],
  ["env", "reads the environment of the compiler"],
  ["option_env", "reads the environment of the compiler"],
  ["path", "names another file"],
  ["asm", "can read another file"],
  ["global_asm", "can read another file"],
  ["naked_asm", "can read another file"],
  ["llvm_asm", "can read another file"],
  ["link_args", "changes how the module is linked"],
  ["feature", "asks for an unstable compiler"],
  ["proc_macro", "runs code in the compiler"],
  ["proc_macro_derive", "runs code in the compiler"],
]);

const HINT = "A strategy is one file without crates: put everything into it.";
/** Deeper nesting than a person writes, and less than overflows a compiler. */
const NESTING_MAX = 200;

/**
 * Looks for what a single self-contained file has no use for, before the compiler sees it. It keeps honest mistakes and
 * plain tricks out; it is no proof against a flaw in the compiler itself, which still runs with the user's rights.
 */
export function checkRustSource(source: string): readonly CompileDiagnostic[] {
  if (/^\uFEFF?#!(?!\[)/.test(source)) return [refusal(source, 0, "a line that names an interpreter")];
  const tokens = rustTokens(source);
  const found: CompileDiagnostic[] = [];
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    depth += nestingChange(token);
    const what = depth > NESTING_MAX ? `more than ${NESTING_MAX} nested brackets` : problemAt(tokens, i, token);
    if (what !== undefined) found.push(refusal(source, token.offset, what));
    if (depth > NESTING_MAX) break;
  }
  return found;
}

function problemAt(tokens: readonly RustToken[], i: number, token: RustToken): string | undefined {
  if (token.kind === "text") return undefined;
  if (/[^\x20-\x7e]/.test(token.text)) return "a name with letters beyond ASCII";
  if (token.kind !== "word") return undefined;
  const next = (ahead: number): RustToken | undefined => tokens[i + ahead];
  const reason = FORBIDDEN_WORDS.get(token.text);
  if (reason !== undefined) return `${token.text}, which ${reason}`;
  if (token.text === "mod" && !(next(1)?.kind === "word" && next(2)?.text === "{")) return "a module in another file";
  if (token.text === "extern" && next(1)?.text === "crate") return "a crate";
  if (token.text === "link" && !isHostImport(tokens, i)) return "a library to link";
  return undefined;
}

/** `link(wasm_import_module = "…")`: functions of the host, of which the sandbox allows its own only. */
function isHostImport(tokens: readonly RustToken[], i: number): boolean {
  const shape = ["(", "wasm_import_module", "=", "", ")"];
  return shape.every((text, k) => tokens[i + 1 + k]?.text === text);
}

function nestingChange({ kind, text }: RustToken): number {
  if (kind !== "mark") return 0;
  if (text === "(" || text === "[" || text === "{") return 1;
  return text === ")" || text === "]" || text === "}" ? -1 : 0;
}

function refusal(source: string, offset: number, found: string): CompileDiagnostic {
  const message = `Expected one self-contained file, found ${found}`;
  return { ...placeAt(source, offset), message, code: "rara.rust-source", hint: HINT };
}
