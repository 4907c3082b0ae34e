import { RaraError, type StrategyMeta } from "@rara-trading/domain";

/** Values for some of a strategy's parameters, by name. */
export type ParameterValues = Readonly<Record<string, number>>;

/** A parameter that is given a value, by its place in the strategy's meta. */
export interface GivenParameter {
  readonly index: number;
  readonly value: number;
}

/**
 * Returns the given values by place.
 * @throws RaraError `strategy.parameter` for a name that the strategy does not declare or a value outside its range.
 */
export function checkParameters(meta: StrategyMeta, values: ParameterValues): readonly GivenParameter[] {
  return Object.entries(values).map(([name, value]) => {
    const index = meta.parameters.findIndex((parameter) => parameter.name === name);
    const parameter = meta.parameters[index];
    if (parameter === undefined) {
      const known = meta.parameters.map((candidate) => candidate.name).join(", ");
      return refuse(`a parameter of ${meta.name} (${known === "" ? "it has none" : known})`, name);
    }
    // NaN fails both comparisons.
    if (!(value >= parameter.min && value <= parameter.max)) {
      return refuse(`${name} from ${parameter.min} to ${parameter.max}`, String(value));
    }
    return { index, value };
  });
}

function refuse(expected: string, found: string): never {
  throw new RaraError(`Expected ${expected}, found ${found}`, {
    category: "usage",
    code: "strategy.parameter",
    hint: "Give only parameters that the strategy declares, inside their ranges.",
  });
}
