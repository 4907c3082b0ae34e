import { sdkSources } from "@rara-trading/strategy-api";
import { sha256 } from "../sha256.ts";

/** The compiler that makes artifacts, pinned in this package's dependencies; its output is part of their identity. */
export const COMPILER_VERSION = "assemblyscript 0.28.20";

/** Flags of every compilation. */
export const COMPILER_FLAGS = [
  // The optimiser of V8 does the rest: -O3 takes twice as long and makes modules larger, not faster.
  "-O2",
  // The collector runs when the trusted entry calls it, between bars: without a shadow stack, and the same every run.
  "--runtime",
  "minimal",
  // Function names, for faults.
  "--debug",
  // Places in the source for every instruction: lints need them.
  "--sourceMap",
  // The strategy's own code may not touch memory or the runtime; library code may.
  "--noUnsafe",
] as const;

/** Version of what is added to a compiled module: its source lines. */
const ADDITIONS_VERSION = 1;

let sdkDigest: string | undefined;

/** Returns a digest of everything but the source that decides what a compilation gives. */
function compilerDigest(): string {
  sdkDigest ??= sha256(JSON.stringify([COMPILER_VERSION, COMPILER_FLAGS, ADDITIONS_VERSION, [...sdkSources()]]));
  return sdkDigest;
}

/** Returns the key under which the outcome of compiling `source` can be remembered: 64 hex digits. */
export function compileKey(source: string): string {
  return sha256(`${compilerDigest()}\n${source}`);
}
