import { withoutControls } from "../printable-text.ts";

/** A place in a source, for people. */
export interface SourcePlace {
  readonly line: number | null;
  readonly column: number | null;
  readonly excerpt: string;
}

/** No place in particular. */
export const NO_PLACE: SourcePlace = { line: null, column: null, excerpt: "" };

const EXCERPT_CHARACTERS_MAX = 160;

/** Returns line and column (both from 1) of a character offset, with the line and a caret under the column. */
export function placeAt(source: string, offset: number): SourcePlace {
  const lineFrom = source.lastIndexOf("\n", offset - 1) + 1;
  const lineBreak = source.indexOf("\n", lineFrom);
  const text = source.slice(lineFrom, lineBreak === -1 ? source.length : lineBreak).replaceAll("\t", " ");
  const line = source.slice(0, lineFrom).split("\n").length;
  const column = offset - lineFrom + 1;
  const shown = withoutControls(text.trimEnd(), EXCERPT_CHARACTERS_MAX);
  const caret = column <= shown.length + 1 ? `\n${" ".repeat(column - 1)}^` : "";
  return { line, column, excerpt: `${shown}${caret}` };
}
