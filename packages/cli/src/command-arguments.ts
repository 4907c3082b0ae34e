import { RaraError } from "@rara-trading/domain";

/** The bounds of a number on the command line, both inclusive. */
interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** Typed access to a command's operands (`FILE` is `file`) and options (`--skip-bad-rows` is `skipBadRows`). */
export interface CommandArguments {
  /** Returns a text that the command declares as required. */
  text(name: string): string;
  optionalText(name: string): string | undefined;
  /** Returns the values of a variadic operand or option; none when it was not given. */
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** Returns a whole number. @throws RaraError `cli.option` (usage) when the text is none or lies outside the range. */
  integer(name: string, range: NumberRange): number | undefined;
}

function undeclared(name: string, expected: string, found: unknown): RaraError {
  return new RaraError(`Expected the command to declare ${name} as ${expected}, found ${typeof found}`, {
    category: "bug",
    code: "cli.undeclared-argument",
  });
}

/** Returns `--skip-bad-rows` for `skipBadRows`. */
export function optionFlag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Returns typed readers over the values that commander parsed. */
export function commandArguments(values: Readonly<Record<string, unknown>>): CommandArguments {
  const optionalText = (name: string): string | undefined => {
    const value = values[name];
    if (value !== undefined && typeof value !== "string") throw undeclared(name, "text", value);
    return value;
  };
  return {
    optionalText,
    text(name) {
      const value = optionalText(name);
      if (value === undefined) throw undeclared(name, "required text", value);
      return value;
    },
    texts(name) {
      const value = values[name] ?? [];
      if (!Array.isArray(value)) throw undeclared(name, "variadic", value);
      return value.map(String);
    },
    flag: (name) => values[name] === true,
    integer(name, { min, max }) {
      const text = optionalText(name);
      if (text === undefined) return undefined;
      const value = /^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
      if (value >= min && value <= max) return value;
      throw new RaraError(`Expected a whole number from ${min} to ${max} for ${name}, found ${JSON.stringify(text)}`, {
        category: "usage",
        code: "cli.option",
        hint: `Give ${optionFlag(name)} a whole number from ${min} to ${max}.`,
      });
    },
  };
}
