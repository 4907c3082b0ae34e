import { sha256 } from "../sha256.ts";
import type { ParameterValues } from "./strategy-parameters.ts";

/** Hex digits of the hash that make the seed: 48 bits, which a float64 holds exactly. */
const SEED_HEX_DIGITS = 12;

/**
 * Returns the constant that `env.seed` answers. It depends on the artifact and the parameters it is given alone, so that
 * a strategy that draws random numbers draws the same ones in backtest, paper and live. It is never 0.
 */
export function sessionSeed(moduleSha256: string, parameters: ParameterValues): number {
  const given = Object.entries(parameters)
    .map(([name, value]) => JSON.stringify([name, value]))
    .sort();
  return Number.parseInt(sha256([moduleSha256, ...given].join("\n")).slice(0, SEED_HEX_DIGITS), 16) + 1;
}
