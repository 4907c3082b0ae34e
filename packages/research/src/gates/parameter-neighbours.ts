import type { RandomSource, StrategyParameter } from "@rara-trading/domain";
import { canonicalJson } from "../ledger/canonical-json.ts";
import type { ParameterSet } from "../model/trial-rule.ts";

/** Attempts at one more neighbour before fewer are accepted, as for a tree. */
const ATTEMPTS_PER_NEIGHBOUR = 8;
/** Significant digits of a moved parameter that is no whole number. */
const DIGITS = 6;

/** The ABI has no type for it: a parameter is a whole number where its default and its range are. */
function isWhole({ default: usual, min, max }: StrategyParameter): boolean {
  return [usual, min, max].every(Number.isInteger);
}

/** What a fraction of the parameter is: of its default, and of its range where the default is 0. */
function sizeOf({ default: usual, min, max }: StrategyParameter): number {
  return usual === 0 ? Math.max(Math.abs(min), Math.abs(max)) : Math.abs(usual);
}

/** Returns whether the declared range lets a parameter move by `spread` to one side at least, a whole one by one step. */
export function canMove(parameter: StrategyParameter, spread: number): boolean {
  const { default: usual, min, max } = parameter;
  const size = sizeOf(parameter) * spread;
  const reach = isWhole(parameter) ? Math.max(1, Math.round(size)) : size;
  return reach > 0 && (max - usual >= reach || usual - min >= reach);
}

function moved(parameter: StrategyParameter, random: RandomSource, spread: number): number {
  const { default: usual, min, max } = parameter;
  const move = spread * (2 * random.next() - 1);
  const value = usual + sizeOf(parameter) * move;
  const within = (wanted: number): number => Math.min(max, Math.max(min, wanted));
  if (!isWhole(parameter)) return within(Number(value.toPrecision(DIGITS)));
  // A small whole number would round back to itself: it moves by one.
  return within(Math.round(value) === usual ? usual + Math.sign(move) : Math.round(value));
}

/**
 * Returns up to `count` different sets in which every parameter is its default moved by a random fraction of at most `spread`,
 * rounded where it is a whole number (but by at least one) and kept within its range: fewer when there is too little to move.
 */
export function parameterNeighbours(
  parameters: readonly StrategyParameter[],
  count: number,
  spread: number,
  random: RandomSource,
): readonly ParameterSet[] {
  const found = new Map<string, ParameterSet>();
  for (let attempt = 0; attempt < count * ATTEMPTS_PER_NEIGHBOUR && found.size < count; attempt++) {
    const set = Object.fromEntries(parameters.map((parameter) => [parameter.name, moved(parameter, random, spread)]));
    const differs = parameters.some(({ name, default: usual }) => set[name] !== usual);
    if (differs) found.set(canonicalJson(set), set);
  }
  return [...found.values()];
}
