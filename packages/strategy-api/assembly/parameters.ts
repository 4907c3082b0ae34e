// Parameter values: the default that meta() declared, unless the host gave another one before init().
import { addInteger, addText, startText, textAsString } from "./text";

/** Parameters a strategy may declare. */
// @ts-ignore: decorator
@inline export const PARAMETERS_MAX: i32 = 32;

const values: usize = memory.data(8 * 32, 16);
let declared: i32 = 0;

/** Value of parameter `index`, counted from 0 in the order in which meta() declared them. */
export function param(index: i32): f64 {
  if (<u32>index >= <u32>declared) throw new Error(unknownParameter(index));
  return load<f64>(values + (<usize>index << 3));
}

function unknownParameter(index: i32): string {
  startText();
  addText("param(");
  addInteger(index);
  addText("): meta() declares ");
  addInteger(declared);
  addText(" parameters");
  return textAsString();
}

/** For meta.ts only: a new meta declares its own. */
export function forgetParameters(): void {
  declared = 0;
}

/** For meta.ts only: parameter `index` exists and has this default. */
export function declareParameter(index: i32, defaultValue: f64): void {
  store<f64>(values + (<usize>index << 3), defaultValue);
  declared = index + 1;
}

/** For entry.ts only: the host gives a value inside the declared range. */
export function giveParameter(index: i32, value: f64): void {
  if (<u32>index < <u32>declared) store<f64>(values + (<usize>index << 3), value);
}
