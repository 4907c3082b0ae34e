import { STRATEGY_FILE } from "../strategy-file.ts";
import { DEFAULT_STRATEGY_LIMITS, type StrategyLimits } from "../strategy-limits.ts";
import { ByteReader } from "../wasm/byte-reader.ts";
import { InstructionReader } from "../wasm/instruction-reader.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { parseModule } from "../wasm/parse-module.ts";
import { scanBodies } from "../wasm/scan-body.ts";
import type { CompileDiagnostic } from "./compile-outcome.ts";
import type { UnoptimisedModule } from "./compile-protocol.ts";
import { readSourceMap, type SourceMapping } from "./source-map.ts";
import { placeAt } from "./source-place.ts";

const DIVISIONS: ReadonlySet<number> = new Set([
  Opcode.i32DivideSigned,
  Opcode.i32DivideUnsigned,
  Opcode.i64DivideSigned,
  Opcode.i64DivideUnsigned,
]);
const DIAGNOSTICS_MAX = 20;
/** Before optimisation code is longer, and this module is only read, never run. */
const READING_LIMITS: StrategyLimits = {
  ...DEFAULT_STRATEGY_LIMITS,
  functions: 20_000,
  bodyBytes: 1 << 22,
  dataBytes: 1 << 22,
  localsPerFunction: 50_000,
  localsPerModule: 1_000_000,
  blockNesting: 1000,
};

/**
 * Returns a warning for every division of integers in the strategy's own source: `2 / (period + 1)` is 0 and the
 * compiler says nothing. Looks at the code before optimisation, where each division is still there and where the
 * types are those that the compiler inferred, so a division of floats is never reported.
 */
export function findIntegerDivisions(source: string, unoptimised: UnoptimisedModule): readonly CompileDiagnostic[] {
  const mappings = readSourceMap(unoptimised.sourceMap);
  const places = new Set<number>();
  for (const offset of divisionOffsets(unoptimised.wasm)) {
    const mapping = mappingAt(mappings, offset);
    if (mapping?.source.endsWith(STRATEGY_FILE) === true) places.add(offsetOf(source, mapping));
  }
  return [...places]
    .toSorted((a, b) => a - b)
    .slice(0, DIAGNOSTICS_MAX)
    .map((place) => ({
      ...placeAt(source, place),
      message: "Expected a division that keeps its fraction, found one of two integers, which drops it",
      code: "rara.integer-division",
      hint: "For a fraction make one side a float: 2.0 / f64(period + 1). Leave it if a whole number is meant.",
    }));
}

function divisionOffsets(wasm: Uint8Array): readonly number[] {
  const module = parseModule(wasm, READING_LIMITS);
  return scanBodies(module, READING_LIMITS, new Set()).flatMap(({ codeFrom, codeTo }) => {
    const instructions = new InstructionReader(new ByteReader(wasm, codeFrom, codeTo));
    const found: number[] = [];
    while (instructions.next()) if (DIVISIONS.has(instructions.opcode)) found.push(instructions.start);
    return found;
  });
}

/** The last mapping at or before `offset`. */
function mappingAt(mappings: readonly SourceMapping[], offset: number): SourceMapping | undefined {
  let low = 0;
  let high = mappings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((mappings[middle]?.offset ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return mappings[low - 1];
}

function offsetOf(source: string, { line, column }: SourceMapping): number {
  let from = 0;
  for (let i = 1; i < line; i++) from = source.indexOf("\n", from) + 1;
  return from + column - 1;
}
