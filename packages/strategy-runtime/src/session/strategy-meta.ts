import { StrategyFault, type StrategyMeta, type StrategyParameter } from "@rara-trading/domain";
import { withoutControls } from "../printable-text.ts";

/** Bytes of the JSON document. */
export const META_BYTES_MAX = 65_536;

const NAME_CHARACTERS_MAX = 64;
const DESCRIPTION_CHARACTERS_MAX = 500;
const PARAMETERS_MAX = 32;
const FACTORS_MAX = 32;
const WARMUP_BARS_MAX = 1_000_000;
const NUMBER_BITS = /^[0-9a-f]{16}$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns what a strategy says about itself in the JSON of its `meta` export, checked field by field. Names are cut
 * and stripped of unprintable characters; unknown fields are ignored.
 * @throws StrategyFault `abi` that names the field.
 */
export function parseStrategyMeta(json: string): StrategyMeta {
  if (latest?.json !== json) latest = { json, meta: checkedMeta(json) };
  return latest.meta;
}

/** What was read last: in a sweep every session says the same. */
let latest: { readonly json: string; readonly meta: StrategyMeta } | undefined;

function checkedMeta(json: string): StrategyMeta {
  const meta = fieldsOf(parse(json), "meta");
  if (arrayOf(meta, "factors").length > FACTORS_MAX) refuse(`at most ${FACTORS_MAX} factors`, "more");
  if (arrayOf(meta, "series").length > 0) refuse("no extra series, which this host does not feed yet", "some");
  const parameters = arrayOf(meta, "params");
  if (parameters.length > PARAMETERS_MAX) refuse(`at most ${PARAMETERS_MAX} params`, String(parameters.length));
  const checked = parameters.map(parameterOf);
  const names = new Set(checked.map(({ name }) => name));
  if (names.size !== checked.length) refuse("params with different names", "two of the same");
  return {
    name: nameOf(meta, "name"),
    version: integerOf(meta, "version", Number.MAX_SAFE_INTEGER),
    description: textOf(meta, "description", DESCRIPTION_CHARACTERS_MAX),
    warmupBars: integerOf(meta, "warmup", WARMUP_BARS_MAX),
    parameters: checked,
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return refuse("meta as JSON", "text that is not");
  }
}

function parameterOf(value: unknown): StrategyParameter {
  const fields = fieldsOf(value, "a param");
  const parameter = {
    name: nameOf(fields, "name"),
    default: numberOf(fields, "default"),
    min: numberOf(fields, "min"),
    max: numberOf(fields, "max"),
  };
  if (parameter.min <= parameter.default && parameter.default <= parameter.max) return parameter;
  return refuse(`min <= default <= max of param ${parameter.name}`, JSON.stringify(parameter));
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(`${what} as an object`, "none");
  return value as Fields;
}

function arrayOf(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name] ?? [];
  return Array.isArray(value) ? value : refuse(`${name} as an array`, typeof value);
}

function textOf(fields: Fields, name: string, charactersMax: number): string {
  const value = fields[name] ?? "";
  return typeof value === "string"
    ? withoutControls(value, charactersMax).trim()
    : refuse(`${name} as text`, typeof value);
}

function nameOf(fields: Fields, name: string): string {
  const text = textOf(fields, name, NAME_CHARACTERS_MAX);
  return text === "" ? refuse(`a ${name} that is not empty`, "none") : text;
}

/** A number as such, or as the sixteen hexadecimal digits of its 64 bits, which need no printing inside the module. */
function numberOf(fields: Fields, name: string): number {
  const written = fields[name];
  const value = typeof written === "string" && NUMBER_BITS.test(written) ? fromBits(written) : written;
  // JSON spells no NaN, but it does spell 1e999, and bits spell anything.
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : refuse(`${name} as a finite number`, typeof value);
}

function fromBits(digits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${digits}`));
  return view.getFloat64(0);
}

function integerOf(fields: Fields, name: string, max: number): number {
  const value = fields[name] ?? 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
  return refuse(`${name} as a whole number from 0 to ${max}`, typeof value === "number" ? String(value) : typeof value);
}

function refuse(expected: string, found: string): never {
  throw new StrategyFault("abi", `Expected ${expected} in the strategy's meta, found ${withoutControls(found, 200)}`);
}
