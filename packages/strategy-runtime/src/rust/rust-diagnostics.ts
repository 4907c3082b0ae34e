import { withoutControls } from "../printable-text.ts";
import type { CompileDiagnostic } from "../compile/compile-outcome.ts";
import { NO_PLACE, placeAt } from "../compile/source-place.ts";
import { RUST_STRATEGY_FILE } from "../strategy-file.ts";

const DIAGNOSTICS_MAX = 50;
const MESSAGE_CHARACTERS_MAX = 300;
const HINT_CHARACTERS_MAX = 300;

type Fields = Readonly<Record<string, unknown>>;

/** Returns the errors in what `rustc --error-format=json` printed, in its order, at most fifty. */
export function rustDiagnostics(source: string, stderr: string): readonly CompileDiagnostic[] {
  const errors = stderr
    .split("\n")
    .map(parsed)
    .filter((fields) => fields?.["level"] === "error")
    .filter((fields) => fields !== undefined)
    // The count at the end says nothing new.
    .filter((fields) => !textOf(fields, "message").startsWith("aborting due to"));
  return errors.slice(0, DIAGNOSTICS_MAX).map((fields) => diagnosticOf(source, fields));
}

function diagnosticOf(source: string, fields: Fields): CompileDiagnostic {
  const span = listOf(fields, "spans").find((candidate) => candidate["is_primary"] === true);
  const label = span === undefined ? "" : textOf(span, "label");
  const message = textOf(fields, "message");
  const code = fieldsOf(fields["code"]);
  const hints = listOf(fields, "children").map((child) => textOf(child, "message"));
  return {
    ...placeOf(source, span),
    message: withoutControls(label === "" ? message : `${message}: ${label}`, MESSAGE_CHARACTERS_MAX),
    code: withoutControls(textOf(code ?? {}, "code") || "rustc", 20),
    hint: hints.length === 0 ? null : withoutControls(hints.join("; "), HINT_CHARACTERS_MAX),
  };
}

/** Inside a macro of the standard library the place is the macro's; the strategy's own line is where it was called. */
function placeOf(source: string, span: Fields | undefined): ReturnType<typeof placeAt> {
  let place = span;
  for (let depth = 0; place !== undefined && depth < 10; depth++) {
    if (place["file_name"] === RUST_STRATEGY_FILE) {
      const line = numberOf(place, "line_start");
      const column = numberOf(place, "column_start");
      return line === undefined || column === undefined ? NO_PLACE : placeAt(source, offsetOf(source, line, column));
    }
    place = fieldsOf(fieldsOf(place["expansion"])?.["span"]);
  }
  return NO_PLACE;
}

/** Lines and columns count from 1, columns in characters (code points), as the compiler counts them. */
function offsetOf(source: string, line: number, column: number): number {
  let from = 0;
  for (let i = 1; i < line; i++) {
    const lineBreak = source.indexOf("\n", from);
    if (lineBreak === -1) break;
    from = lineBreak + 1;
  }
  let offset = from;
  for (let i = 1; i < column && offset < source.length; i++)
    offset += (source.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return offset;
}

function parsed(line: string): Fields | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function listOf(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.map(fieldsOf).filter((item) => item !== undefined) : [];
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

function numberOf(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === "number" ? value : undefined;
}
