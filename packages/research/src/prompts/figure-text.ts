/** Digits that a figure in a prompt has: enough to tell two hypotheses apart, too few to recognise a market by. */
const DIGITS = 3;
const UNKNOWN = "unknown";

/**
 * Returns a number as a prompt shows it. Whatever is no finite number is `unknown`, also when a text has come in its
 * place from outside: only digits leave this function.
 */
export function figureText(value: unknown): string {
  return typeof value === "number" && Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : UNKNOWN;
}

/** Returns a whole number as a prompt shows it, such as that of a trial. */
export function countText(value: unknown): string {
  return Number.isSafeInteger(value) ? String(value) : UNKNOWN;
}

/** Returns `value` if it is one of our own words, else `other`: no word from outside passes. */
export function knownWord<Word extends string>(value: unknown, words: readonly Word[], other: Word): Word {
  return words.find((word) => word === value) ?? other;
}
