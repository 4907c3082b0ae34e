/** A token of Rust that can name something: a word without its `r#`, or one other character. */
export interface RustToken {
  readonly kind: "word" | "text" | "mark";
  /** The word or the mark; empty for text (strings and characters), whose contents are nobody's business. */
  readonly text: string;
  readonly offset: number;
}

const SPACE = /\s+/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const WORD = /(?:r#)?[\p{XID_Start}_][\p{XID_Continue}_]*/uy;
/** `'a`; also eaten as a whole, because `'r"` is a lifetime before a string and no raw string. */
const LIFETIME = /'[\p{XID_Start}_][\p{XID_Continue}_]*/uy;
/** Macros may be given literals with any suffix: in `"x"r"y"` the `r` belongs to the first string. */
const SUFFIX = /[\p{XID_Start}_][\p{XID_Continue}_]*/uy;
const NUMBER = /[0-9][0-9A-Za-z_]*/y;
const RAW_OPENING = /(?:r|br|cr)(#*)"/y;
const STRING = /"(?:[^"\\]|\\[\s\S])*"?/y;
/** A character literal. */
const CHARACTER = /'(?:\\(?:u\{[^}]*\}|x[\s\S]{2}|[\s\S])|[^\\])'/uy;

/**
 * Splits Rust into tokens the way its reference (chapter "Lexical structure") says: comments, nested ones too, are left
 * out, and so is what stands inside strings and characters. What is not closed runs to the end.
 */
export function rustTokens(source: string): readonly RustToken[] {
  const tokens: RustToken[] = [];
  let offset = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    return pattern.exec(source);
  };
  const take = (kind: RustToken["kind"], length: number, text: string): void => {
    tokens.push({ kind, text, offset });
    offset += length;
    if (kind === "text") offset += match(SUFFIX)?.[0].length ?? 0;
  };
  while (offset < source.length) {
    const skipped = match(SPACE) ?? match(LINE_COMMENT);
    if (skipped) {
      offset += skipped[0].length;
      continue;
    }
    if (source.startsWith("/*", offset)) {
      offset = blockCommentEnd(source, offset);
      continue;
    }
    const raw = match(RAW_OPENING);
    if (raw) {
      take("text", rawStringEnd(source, offset + raw[0].length, raw[1] ?? "") - offset, "");
      continue;
    }
    const word = match(WORD);
    const text = match(STRING) ?? match(CHARACTER);
    const mark = match(LIFETIME) ?? match(NUMBER);
    if (word) take("word", word[0].length, word[0].replace(/^r#/, ""));
    else if (text) take("text", text[0].length, "");
    else if (mark) take("mark", mark[0].length, mark[0]);
    else take("mark", 1, source.charAt(offset));
  }
  return tokens;
}

function blockCommentEnd(source: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let found = edge.exec(source); found; found = edge.exec(source)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return source.length;
}

function rawStringEnd(source: string, from: number, hashes: string): number {
  const closing = `"${hashes}`;
  const end = source.indexOf(closing, from);
  return end === -1 ? source.length : end + closing.length;
}
