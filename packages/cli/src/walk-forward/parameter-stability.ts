/** How much one parameter moved from fold to fold. */
export interface ParameterStability {
  readonly parameter: string;
  /** The chosen value of each fold; `null` where nothing was chosen. */
  readonly values: readonly (number | null)[];
  readonly distinct: number;
  /** Share of the steps from one fold to the next at which the value stayed; `null` without a step. */
  readonly unchanged: number | null;
  /** Largest chosen minus smallest chosen, over the same of all values tried; `null` when one value was tried. */
  readonly rangeShare: number | null;
}

type Values = Readonly<Record<string, number>>;

function rangeOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity);
}

/** Returns how stable each parameter of `chosen` was, given every set that each fold could choose from. */
export function parameterStability(
  chosen: readonly (Values | null)[],
  sets: readonly Values[],
): readonly ParameterStability[] {
  return Object.keys(sets[0] ?? {}).map((parameter) => {
    const values = chosen.map((set) => set?.[parameter] ?? null);
    const known = values.filter((value) => value !== null);
    const steps = values.slice(1).map((value, i) => value !== null && value === values[i]);
    const tried = rangeOf(sets.map((set) => set[parameter] ?? NaN));
    return {
      parameter,
      values,
      distinct: new Set(known).size,
      unchanged: steps.length === 0 ? null : steps.filter(Boolean).length / steps.length,
      rangeShare: known.length === 0 || !(tried > 0) ? null : rangeOf(known) / tried,
    };
  });
}
