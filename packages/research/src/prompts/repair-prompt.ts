import { CODE_RULES } from "./answer-format.ts";
import { countText } from "./figure-text.ts";
import type { Prompt } from "./proposal-prompt.ts";

/** Places that are shown; the first usually causes the others. */
const PLACES_SHOWN = 10;
const LINE_CHARACTERS_MAX = 200;

/** Where a compiler found something; `CompileDiagnostic` of the strategy runtime is one. Its texts are not read. */
export interface CompilerFinding {
  /** From 1; `null` when no one line is to blame. */
  readonly line: number | null;
  readonly column: number | null;
  /** `TS2322`, `AS100`, `rara.import`. */
  readonly code: string;
}

const CODE = /^(?:(?:TS|AS)\d{1,5}|rara\.[a-z]{1,20}(?:-[a-z]{1,20}){0,3})$/;

/** What codes mean, where the number alone does not say it. */
const MEANINGS: Readonly<Record<string, string>> = {
  AS100: "not in the language: closures, for..of, try, spread, object literals and regular expressions",
  AS101: "memory and runtime functions are off limits",
  AS200: "a conversion must be written: i32(x) or f64(x)",
  AS204: "a number cannot be null",
  AS238: "an object that init() creates is declared as let name!: Type",
  TS1003: "a name was expected",
  TS1005: "a token is missing",
  TS1109: "an expression was expected",
  TS2300: "the name is declared twice",
  TS2304: "the name is not known",
  TS2305: '"rara" exports no such name',
  TS2322: "the type does not fit",
  TS2339: "the class has no such member",
  TS2355: "the function must return a value",
  TS2554: "the number of arguments does not fit",
  TS6054: "there is no such file to import",
  "rara.import": 'only "rara" can be imported',
  "rara.export": "meta, init and onCandle must be exported as functions",
  "rara.signature": "the function's signature is not the required one",
  "rara.nesting": "the code is nested too deeply",
  "rara.integer-division": "an integer division drops its fraction",
  "rara.source-size": "the code is too long",
};

/**
 * Returns the question for a corrected source: the model's own code, and for each finding its code, its meaning in our words
 * and the line of that code. The compiler's messages are left out, because they repeat names from the source out of its context.
 */
export function repairPrompt(source: string, findings: readonly CompilerFinding[], sdkSignatures: string): Prompt {
  const lines = source.split("\n");
  return {
    system: `You correct strategies written in AssemblyScript. What they may import from "rara", with exact signatures:
${sdkSignatures}

${CODE_RULES}

Answer with one JSON object and nothing else: { "code": the whole corrected file }`,
    prompt: [
      "This file does not compile:",
      "```ts",
      source,
      "```",
      "What the compiler found:",
      ...findings.slice(0, PLACES_SHOWN).map((finding) => findingLine(finding, lines)),
      "Change no more than is needed to compile. Keep the idea of the strategy.",
    ].join("\n"),
  };
}

function findingLine({ line, column, code }: CompilerFinding, lines: readonly string[]): string {
  const name = CODE.test(code) ? code : "an unnamed finding";
  const meaning = Object.hasOwn(MEANINGS, name) ? ` (${MEANINGS[name]})` : "";
  const text = line === null ? undefined : lines[line - 1];
  if (text === undefined) return `- ${name}${meaning}`;
  const place = `line ${countText(line)}, column ${countText(column)}`;
  return `- ${name}${meaning} at ${place}: ${text.trim().slice(0, LINE_CHARACTERS_MAX)}`;
}
