import { RaraError, type StrategyMeta } from "@rara-trading/domain";
import type { ParameterValues } from "@rara-trading/strategy-runtime";

/** A decimal number as a person writes one. */
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Returns a number as typed. @throws RaraError `strategy.params` when it is none. */
export function typedNumber(text: string, of: string): number {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw paramsFault(`a number for ${of}`, text);
}

/** The fault for a `--params` that cannot be read. */
export function paramsFault(expected: string, found: string): RaraError {
  return new RaraError(`Expected ${expected} in --params, found ${JSON.stringify(found)}`, {
    category: "usage",
    code: "strategy.params",
    hint: "Write fast=10,slow=30, or for a sweep fast=5..50:5,slow=20..200:20.",
  });
}

/** Splits `a=1,b=2` into names and texts. @throws RaraError `strategy.params`. */
export function namedTexts(text: string): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const part of text.split(",").map((piece) => piece.trim())) {
    const [name = "", value = "", ...more] = part.split("=");
    if (name === "" || value === "" || more.length > 0) throw paramsFault("name=value", part);
    if (named.has(name)) throw paramsFault("each parameter once", name);
    named.set(name, value);
  }
  return named;
}

/** Returns the parameters of `fast=10,slow=30`; none without a text. @throws RaraError `strategy.params`. */
export function parseParameters(text: string | undefined): ParameterValues {
  if (text === undefined) return {};
  return Object.fromEntries([...namedTexts(text)].map(([name, value]) => [name, typedNumber(value, name)]));
}

/** Returns the parameters that differ from their declared defaults: a module's defaults are none, as when research compiled it. */
export function changedParameters(meta: StrategyMeta, values: ParameterValues): ParameterValues {
  const defaults = new Map(meta.parameters.map(({ name, default: value }) => [name, value]));
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== defaults.get(name)));
}

/** Returns every declared parameter with the value it has: given, else the default. */
export function allParameters(meta: StrategyMeta, given: ParameterValues): ParameterValues {
  return Object.fromEntries(meta.parameters.map(({ name, default: value }) => [name, given[name] ?? value]));
}
