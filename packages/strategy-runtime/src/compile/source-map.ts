import { STRATEGY_FILE } from "../strategy-file.ts";
import type { CodeLine } from "../wasm/line-section.ts";

/** A place in a binary and the place in a source that it was made from; lines and columns from 1. */
export interface SourceMapping {
  /** Bytes from the start of the binary. */
  readonly offset: number;
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CONTINUES = 0b10_0000;
const VALUE_BITS = 5;

/**
 * Returns the mappings of a source map (revision 3, with the one line that a binary has), in order of their offsets.
 * Segments that name no source are left out.
 */
export function readSourceMap(json: string): readonly SourceMapping[] {
  const { sources, mappings } = JSON.parse(json) as { readonly sources: readonly string[]; readonly mappings: string };
  const found: SourceMapping[] = [];
  let offset = 0;
  let source = 0;
  let line = 0;
  let column = 0;
  for (const segment of mappings.split(",")) {
    const [offsetStep = 0, sourceStep, lineStep = 0, columnStep = 0] = readNumbers(segment);
    offset += offsetStep;
    if (sourceStep === undefined) continue;
    source += sourceStep;
    line += lineStep;
    column += columnStep;
    found.push({ offset, source: sources[source] ?? "", line: line + 1, column: column + 1 });
  }
  return found;
}

/** Returns the lines of the strategy's own source that the code of a binary was made from, in order of their offsets. */
export function strategyLines(json: string): readonly CodeLine[] {
  return readSourceMap(json)
    .filter(({ source }) => source.endsWith(STRATEGY_FILE))
    .map(({ offset, line }) => ({ offset, line }));
}

/** Numbers in base 64, least digit first, five bits each and one that says whether more follow; the sign is last. */
function readNumbers(segment: string): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value += (digit & (CONTINUES - 1)) * 2 ** shift;
    shift += VALUE_BITS;
    if ((digit & CONTINUES) !== 0) continue;
    numbers.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2);
    value = 0;
    shift = 0;
  }
  return numbers;
}
