import type { Unit } from "./unit.ts";

/** Which constants a unit may be compared with. */
export interface ConstantDomain {
  /** The value that says "neither up nor down", around which constants are mirrored and jittered. */
  readonly neutral: number;
  /** A typical distance from neutral; 0 = only the neutral constant makes sense. */
  readonly scale: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The constants of each unit. Levels of price, range and volume have none: such a number is a fact about one market at
 * one time, not a hypothesis. A signed distance between prices may only be told from zero.
 */
export const CONSTANT_DOMAINS: Readonly<Record<Unit, ConstantDomain | undefined>> = {
  price: undefined,
  "price-range": undefined,
  volume: undefined,
  "price-change": { neutral: 0, scale: 0, min: 0, max: 0 },
  ratio: { neutral: 1, scale: 0.1, min: 0, max: 10 },
  return: { neutral: 0, scale: 0.02, min: -1, max: 10 },
  volatility: { neutral: 0, scale: 0.02, min: 0, max: 10 },
  score: { neutral: 0, scale: 1, min: -10, max: 10 },
  oscillator: { neutral: 50, scale: 15, min: 0, max: 100 },
};

const SIGNIFICANT_DIGITS = 3;
const DECIMALS = 4;

/** Returns the canonical decimal nearest to a constant: three significant digits, at most four decimals, no -0. */
export function canonicalConstant(value: number): number {
  return Number(Number(value.toPrecision(SIGNIFICANT_DIGITS)).toFixed(DECIMALS)) + 0;
}
