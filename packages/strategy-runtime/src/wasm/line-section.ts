import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { refuseAbove, refuseMalformed } from "./refuse.ts";

/**
 * Name of the custom section that tells from which lines of the strategy's source a module's code was made. It is part of
 * the artifact, so that a fault can name a line wherever the module goes. A stranger's module may claim any lines.
 */
export const LINE_SECTION = "rara.lines";

const LINES_MAX = 65_536;
const CUSTOM = 0;

/** The code from `offset` on (bytes from the start of the module) was made from `line` (from 1); 0 begins a function. */
export interface CodeLine {
  readonly offset: number;
  readonly line: number;
}

/** Returns `wasm` with its lines, which are in order of their offsets. */
export function withLines(wasm: Uint8Array, lines: readonly CodeLine[]): Uint8Array {
  const out = new ByteWriter(wasm.length + 4 * lines.length + 64);
  out.bytes(wasm);
  out.byte(CUSTOM);
  out.sized(lineSection(lines));
  return out.written().slice();
}

/** Returns the contents of the section, its name included. */
export function lineSection(lines: readonly CodeLine[]): Uint8Array {
  const out = new ByteWriter(4 * lines.length + 64);
  out.name(LINE_SECTION);
  out.u32(Math.min(lines.length, LINES_MAX));
  let before = 0;
  for (const { offset, line } of lines.slice(0, LINES_MAX)) {
    out.u32(offset - before);
    out.u32(line);
    before = offset;
  }
  return out.written();
}

/**
 * Reads the section behind its name.
 * @throws StrategyFault `invalid-module` or `limit-exceeded`.
 */
export function readLines(reader: ByteReader): readonly CodeLine[] {
  const count = reader.u32();
  refuseAbove(LINES_MAX, count, "source lines");
  const lines: CodeLine[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    offset += reader.u32();
    lines.push({ offset, line: reader.u32() });
  }
  return reader.atEnd ? lines : refuseMalformed("source lines with something behind them");
}

/** Returns the index of the first of `lines` at or behind `offset`. */
export function firstLineFrom(lines: readonly CodeLine[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.offset ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the line of the code at `offset`: the last one before it in its function, else the function's first. */
export function lineAt(contents: Uint8Array, offset: number): number | undefined {
  const lines = readLines(new ByteReader(contents));
  const next = firstLineFrom(lines, offset + 1);
  const before = lines[next - 1]?.line ?? 0;
  const line = before === 0 ? (lines[next]?.line ?? 0) : before;
  return line === 0 ? undefined : line;
}
