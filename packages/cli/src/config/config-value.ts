import { assertNever, RaraError } from "@rara-trading/domain";
import { isSecretName, REDACTED } from "../redact.ts";
import type { ConfigKey, ConfigValue } from "./config-key.ts";

const FOUND_LENGTH_MAX = 60;
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** Where a value in force comes from, weakest first. */
export type ConfigOrigin =
  | { readonly kind: "default" }
  | { readonly kind: "home-file"; readonly file: string }
  | { readonly kind: "project-file"; readonly file: string }
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "flag"; readonly flag: string };

/** Returns the origin as error messages and lists name it. */
export function originText(origin: ConfigOrigin): string {
  switch (origin.kind) {
    case "default":
      return "default";
    case "home-file":
    case "project-file":
      return origin.file;
    case "environment":
      return origin.variable;
    case "flag":
      return origin.flag;
    default:
      return assertNever(origin);
  }
}

/** Returns the file, variable or flag of an origin, under that name. */
function placeOf(origin: ConfigOrigin | undefined): object {
  const { kind: _, ...place } = origin ?? { kind: "default" };
  return place;
}

/** Returns `value` as `config get` and `config list` show it. A number, such as a budget of tokens, is never a secret. */
export function displayedValue(key: ConfigKey, value: ConfigValue): ConfigValue {
  return isSecretName(key.name) && typeof value !== "number" ? REDACTED : value;
}

function foundText(key: ConfigKey, raw: unknown): string {
  if (typeof raw === "number") return String(raw);
  if (isSecretName(key.name)) return `a ${typeof raw}`;
  const text = JSON.stringify(raw) ?? typeof raw;
  return text.length <= FOUND_LENGTH_MAX ? text : `${text.slice(0, FOUND_LENGTH_MAX)}…`;
}

/** Returns what a text on the command line or in the environment stands for: a number where the key holds one. */
export function valueOfText(key: ConfigKey, text: string): unknown {
  return typeof key.defaultValue === "number" && DECIMAL.test(text) ? Number(text) : text;
}

/**
 * Returns `raw` as a value of `key`; `origin` is where it stands, absent for an argument.
 * @throws RaraError with the key, its origin, what was expected and what was found: `config.invalid-value`, or for a
 * flag `cli.option` (usage).
 */
export function checkedValue(key: ConfigKey, raw: unknown, origin?: ConfigOrigin): ConfigValue {
  const parsed = key.schema.safeParse(raw);
  if (raw !== undefined && parsed.success) return parsed.data as ConfigValue;
  const isFlag = origin?.kind === "flag";
  const name = isFlag ? origin.flag : key.name;
  const place = origin === undefined || isFlag ? "" : ` (${originText(origin)})`;
  throw new RaraError(`Expected ${key.expected} for ${name}${place}, found ${foundText(key, raw)}`, {
    category: isFlag ? "usage" : "configuration",
    code: isFlag ? "cli.option" : "config.invalid-value",
    hint: `Give ${name} ${key.expected}; the default is ${JSON.stringify(displayedValue(key, key.defaultValue))}.`,
    details: { key: key.name, ...placeOf(origin), expected: key.expected, found: foundText(key, raw) },
  });
}
