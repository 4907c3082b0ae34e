import { RaraError } from "@rara-trading/domain";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import { namedTexts, paramsFault, typedNumber } from "./strategy-parameters.ts";

/** Combinations that one sweep may try: every one of them makes the best less believable. */
const COMBINATIONS_MAX = 2_000;

/** Decimals that steps are rounded to, so that 0.1 + 0.2 is 0.3. */
const DECIMALS = 10;

function valuesOf(name: string, text: string): readonly number[] {
  const [first = "", rest, ...more] = text.split("..");
  if (rest === undefined) return [typedNumber(first, name)];
  const [last = "", stepText = "1", ...others] = rest.split(":");
  const [from, to, step] = [typedNumber(first, name), typedNumber(last, name), typedNumber(stepText, name)];
  if (more.length > 0 || others.length > 0 || !(step > 0) || !(to >= from)) {
    throw paramsFault(`first..last:step for ${name}, with last >= first and step > 0`, text);
  }
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > COMBINATIONS_MAX) throw tooMany(count);
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toFixed(DECIMALS)));
}

function tooMany(found: number): RaraError {
  return new RaraError(`Expected at most ${COMBINATIONS_MAX} combinations of parameters, found ${found}`, {
    category: "usage",
    code: "strategy.sweep-too-large",
    hint: "Take wider steps: the more you try, the better the best looks by luck.",
  });
}

/**
 * Returns every combination of `fast=5..50:5,slow=20..200:20`, the last parameter varying fastest.
 * @throws RaraError `strategy.params` or `strategy.sweep-too-large`.
 */
export function parseGrid(text: string): readonly ParameterValues[] {
  let combinations: readonly ParameterValues[] = [{}];
  for (const [name, range] of namedTexts(text)) {
    const values = valuesOf(name, range);
    const count = combinations.length * values.length;
    if (count > COMBINATIONS_MAX) throw tooMany(count);
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value })));
  }
  return combinations;
}
