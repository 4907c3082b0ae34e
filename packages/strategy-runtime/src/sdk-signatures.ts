import { sdkSources } from "@rara-trading/strategy-api";

/** The SDK's list of what a strategy may import. */
const LIST_FILE = "rara.ts";
const LIST_LINE = /^export \{ ([^}]+) \} from "\.\/([^"]+)";$/gm;
/** How a comment says that a member is not for authors. */
const NOT_FOR_AUTHORS = "For entry.ts only";
const MODIFIERS = /\b(?:public|readonly) /g;

/**
 * Returns everything that a strategy may import from `rara`, one declaration a line in the order of the SDK's own list, made
 * from the SDK's sources: `function close(barsAgo: i32 = 0): f64` and
 * `class SMA { constructor(period: i32); value: f64; update(x: f64): f64 }`.
 */
export function sdkSignatures(): string {
  const sources = sdkSources();
  const fileOf = (path: string): string => sources.get(path) ?? "";
  return Array.from(fileOf(LIST_FILE).matchAll(LIST_LINE))
    .flatMap(([, names = "", file = ""]) => names.split(", ").map((name) => declarationOf(name, fileOf(`${file}.ts`))))
    .join("\n");
}

function declarationOf(name: string, text: string): string {
  const start = new RegExp(`^(?:@inline )?export (function|class) ${name}\\b`, "m").exec(text);
  if (start === null)
    throw new TypeError(`Expected the SDK to declare ${name} in the file that its list names, found none`);
  const rest = text.slice(start.index).replace(/^(?:@inline )?export /, "");
  if (start[1] === "function") return oneLine(rest.slice(0, rest.indexOf(" {")));
  const body = rest.slice(rest.indexOf("{\n") + 2, rest.indexOf("\n}"));
  return `class ${name} { ${publicMembers(body).join("; ")} }`;
}

/** A member begins with two spaces; everything deeper belongs to it. */
function publicMembers(body: string): readonly string[] {
  return body
    .split(/\n(?= {2}[^\s})])/)
    .reduce<readonly string[]>(withComments, [])
    .flatMap((member) => signatureOf(member));
}

/** Joins a comment to the member below it. */
function withComments(members: readonly string[], piece: string): readonly string[] {
  const last = members.at(-1);
  const isOpen = last !== undefined && /\*\/\s*$/.test(last);
  return isOpen ? [...members.slice(0, -1), `${last}\n${piece}`] : [...members, piece];
}

function signatureOf(member: string): readonly string[] {
  const code = member.replaceAll(/\/\*\*[\s\S]*?\*\//g, "").trim();
  if (code === "" || /^private\b/.test(code) || member.includes(NOT_FOR_AUTHORS)) return [];
  const field = /^(?:readonly )?(\w+): (\w+)(?: = [^;]+)?;/.exec(code);
  if (field !== null) return [`${field[1]}: ${field[2]}`];
  const head = oneLine(code.slice(0, code.indexOf(" {")));
  const getter = /^get (\w+)\(\): (\w+)$/.exec(head);
  return [getter === null ? head : `${getter[1]}: ${getter[2]}`];
}

/** Returns a declaration on one line, as a caller sees it: without modifiers, line breaks and trailing commas. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\bprivate /g, "")
    .replaceAll(MODIFIERS, "")
    .replaceAll("( ", "(")
    .replaceAll(/,? \)/g, ")")
    .trim();
}
