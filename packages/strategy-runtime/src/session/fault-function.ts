import { withoutControls } from "../printable-text.ts";

const NAME_CHARACTERS_MAX = 100;
/** A frame of a WebAssembly function: `at strategy/onCandle (wasm://wasm/0123abcd:wasm-function[7]:0x2f)`. */
const WASM_FRAME = /^\s*at (?:(\S+) \()?wasm:\/\/[^\s)]*wasm-function\[(\d+)\]/;
/** Names that the compiler gives to functions of the strategy's own source begin like this. */
const STRATEGY_PREFIX = "strategy/";

/**
 * Returns the guest function in which `error` was thrown: the innermost one of the strategy's own source, else the
 * innermost one. Undefined when the stack names none.
 */
export function faultFunction(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  const names: string[] = [];
  for (const line of error.stack.split("\n")) {
    const frame = WASM_FRAME.exec(line);
    if (frame) names.push(frame[1] ?? `function ${frame[2]}`);
  }
  const name = names.find((candidate) => candidate.startsWith(STRATEGY_PREFIX)) ?? names[0];
  return name === undefined ? undefined : withoutControls(name, NAME_CHARACTERS_MAX);
}
