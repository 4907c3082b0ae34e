import { withoutControls } from "../printable-text.ts";

const NAME_CHARACTERS_MAX = 100;
/** A frame of a WebAssembly function: `at strategy/onCandle (wasm://wasm/0123abcd:wasm-function[7]:0x2f)`. */
const WASM_FRAME = /^\s*at (?:(\S+) \()?wasm:\/\/[^\s)]*wasm-function\[(\d+)\](?::0x([0-9a-f]+))?/;
/** Names that the compiler gives to functions of its library and of the SDK begin like this. */
const LIBRARY_PREFIX = "~lib/";
/** The optimiser may move a strategy's function into the trusted entry's that calls it; nothing else there can fail. */
const CALLED_BY_ENTRY: ReadonlyMap<string, string> = new Map([
  ["entry/meta", "strategy/meta"],
  ["entry/init", "strategy/init"],
  ["entry/on_candle", "strategy/onCandle"],
  ["entry/risk_levels", "strategy/riskLevels"],
]);

/** Returns the offsets in the module's code at which `error` was thrown and called from, innermost first. */
export function faultOffsets(error: unknown): readonly number[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  return error.stack.split("\n").flatMap((line) => {
    const offset = WASM_FRAME.exec(line)?.[3];
    return offset === undefined ? [] : [Number.parseInt(offset, 16)];
  });
}

/**
 * Returns the guest function in which `error` was thrown: the innermost one that is not the library's, else the
 * innermost one. Undefined when the stack names none.
 */
export function faultFunction(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  const names: string[] = [];
  for (const line of error.stack.split("\n")) {
    const frame = WASM_FRAME.exec(line);
    if (frame) names.push(frame[1] ?? `function ${frame[2]}`);
  }
  const name = names.find((candidate) => !candidate.startsWith(LIBRARY_PREFIX)) ?? names[0];
  if (name === undefined) return undefined;
  return withoutControls(CALLED_BY_ENTRY.get(name) ?? name, NAME_CHARACTERS_MAX);
}
