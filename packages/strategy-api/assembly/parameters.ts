// Parameter values: the default that meta() declared, unless the host gave another one before init().

/** Parameters a strategy may declare. */
// @ts-ignore: decorator
@inline export const PARAMETERS_MAX: i32 = 32;

const values: StaticArray<f64> = new StaticArray<f64>(PARAMETERS_MAX);
let declared: i32 = 0;

/** Value of parameter `index`, counted from 0 in the order in which meta() declared them. */
export function param(index: i32): f64 {
  if (<u32>index >= <u32>declared) {
    throw new Error("param(" + index.toString() + "): meta() declares " + declared.toString() + " parameters");
  }
  return unchecked(values[index]);
}

/** For meta.ts only: parameter `index` exists and has this default. */
export function declareParameter(index: i32, defaultValue: f64): void {
  values[index] = defaultValue;
  declared = index + 1;
}

/** For entry.ts only: the host gives a value inside the declared range. */
export function giveParameter(index: i32, value: f64): void {
  if (<u32>index < <u32>declared) values[index] = value;
}
