// What onCandle may answer. The host accepts a strength in [-1, 1] or exactly 2 (no change) and nothing else.
import { addDecimal, addText, startText, textAsString } from "./text";

function checkStrength(strength: f64): void {
  // Without this check enterLong(2.0) would be read as hold().
  if (!(strength > 0.0 && strength <= 1.0)) {
    throw new Error(wrongStrength(strength));
  }
}

function wrongStrength(strength: f64): string {
  startText();
  addText("Expected a strength above 0 and at most 1, found ");
  addDecimal(strength);
  return textAsString();
}

/** Be long with `strength` in (0, 1]. */
// @ts-ignore: decorator
@inline export function enterLong(strength: f64 = 1.0): f64 {
  checkStrength(strength);
  return strength;
}

/** Be short with `strength` in (0, 1]. */
// @ts-ignore: decorator
@inline export function enterShort(strength: f64 = 1.0): f64 {
  checkStrength(strength);
  return -strength;
}

/** Be flat. */
// @ts-ignore: decorator
@inline export function exit(): f64 {
  return 0.0;
}

/** Leave the target as it is. */
// @ts-ignore: decorator
@inline export function hold(): f64 {
  return 2.0;
}
