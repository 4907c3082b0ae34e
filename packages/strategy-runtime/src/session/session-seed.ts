import { sha256 } from "../sha256.ts";
import type { GivenParameter } from "./strategy-parameters.ts";

/** Hex digits of the hash that make the seed: 48 bits, which a float64 holds exactly. */
const SEED_HEX_DIGITS = 12;

/** Returns the constant that `env.seed` answers: it depends on the artifact and its parameters alone, and is never 0. */
export function sessionSeed(moduleSha256: string, given: readonly GivenParameter[]): number {
  const ordered = [...given].sort((a, b) => a.index - b.index).map(({ index, value }) => `${index}=${value}`);
  return Number.parseInt(sha256([moduleSha256, ...ordered].join("\n")).slice(0, SEED_HEX_DIGITS), 16) + 1;
}
