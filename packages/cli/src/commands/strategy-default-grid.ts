import type { StrategyMeta, StrategyParameter } from "@rara-trading/domain";
import { parseGrid } from "./strategy-grid.ts";
import type { ParameterValues } from "@rara-trading/strategy-runtime";

/** Multiples of a parameter's default that are tried when nobody says what to try. */
const MULTIPLES = [0.5, 0.75, 1, 1.5, 2];
/** The same when the combinations would be too many. */
const FEW_MULTIPLES = [0.5, 1, 2];
/** Combinations of the longer list at most. */
const SETS_MAX = 150;

/** The sets that a fit chooses among, and where they came from. */
export interface FitGrid {
  readonly sets: readonly ParameterValues[];
  /** The grid as typed, or in words what was tried instead. */
  readonly described: string;
}

function valuesOf({ default: usual, min, max }: StrategyParameter, multiples: readonly number[]): readonly number[] {
  const whole = [usual, min, max].every(Number.isInteger);
  const around = multiples.map((multiple) => {
    const value = Math.min(max, Math.max(min, usual * multiple));
    return whole ? Math.round(value) : value;
  });
  return [...new Set(around)].sort((a, b) => a - b);
}

function combine(parameters: readonly StrategyParameter[], multiples: readonly number[]): readonly ParameterValues[] {
  let sets: readonly ParameterValues[] = [{}];
  for (const parameter of parameters) {
    const values = valuesOf(parameter, multiples);
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [parameter.name]: value })));
  }
  return sets;
}

/**
 * Returns the sets of a typed grid, or, without one, half to twice the default of every parameter.
 * @throws RaraError `strategy.params` or `strategy.sweep-too-large`.
 */
export function fitGrid({ parameters }: StrategyMeta, typed: string | undefined): FitGrid {
  if (typed !== undefined) return { sets: parseGrid(typed), described: typed };
  const many = MULTIPLES.length ** parameters.length > SETS_MAX;
  const multiples = many ? FEW_MULTIPLES : MULTIPLES;
  const sets = combine(parameters, multiples);
  return { sets, described: `${multiples.join(", ")} times the default of every parameter` };
}
