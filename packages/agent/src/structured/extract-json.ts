/** The longest text in which JSON is looked for. */
const TEXT_CHARACTERS_MAX = 1_000_000;
/** Levels of objects and lists at most: whoever walks an answer may recurse. */
const DEPTH_MAX = 100;
const FENCE = /^[ \t]*```[a-z]*[ \t]*\r?$/i;

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
  const braces = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
  for (const candidate of [text, ...fencedBlocks(text).toReversed(), braces]) {
    const value = parsedObject(candidate);
    if (value === undefined) continue;
    return isShallow(value) ? { kind: "found", value } : { kind: "none", reason: `more than ${DEPTH_MAX} levels` };
  }
  return { kind: "none", reason: "no JSON object" };
}

/** Line by line, because a pattern over the whole text takes quadratic time on many open fences. */
function fencedBlocks(text: string): readonly string[] {
  const blocks: string[] = [];
  let open: string[] | undefined;
  for (const line of text.split("\n")) {
    if (!FENCE.test(line)) open?.push(line);
    else if (open === undefined) open = [];
    else {
      blocks.push(open.join("\n"));
      open = undefined;
    }
  }
  return blocks;
}

function parsedObject(text: string): object | undefined {
  if (!text.trim().startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function isShallow(value: object): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) return false;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return true;
}
