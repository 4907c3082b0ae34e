/** The longest text in which JSON is looked for. */
const TEXT_CHARACTERS_MAX = 1_000_000;
const FENCE = /```[a-z]*[ \t]*\r?\n([\s\S]*?)\r?\n[ \t]*```/gi;

/** What was found in an answer. */
export type ExtractedJson =
  | { readonly kind: "found"; readonly value: unknown }
  | { readonly kind: "none"; readonly reason: string };

/**
 * Returns the JSON object of an answer: the whole text, else its last fenced block that parses, else what stands between
 * its first and its last brace. Only objects count.
 */
export function extractJson(text: string): ExtractedJson {
  if (text.length > TEXT_CHARACTERS_MAX)
    return { kind: "none", reason: `an answer of more than ${TEXT_CHARACTERS_MAX} characters` };
  const blocks = Array.from(text.matchAll(FENCE), (match) => match[1] ?? "").reverse();
  const braces = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
  for (const candidate of [text, ...blocks, braces]) {
    const value = parsedObject(candidate);
    if (value !== undefined) return { kind: "found", value };
  }
  return { kind: "none", reason: "no JSON object" };
}

function parsedObject(text: string): unknown {
  if (!text.trim().startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
