const DECIMALS = 2;
const DECIMALS_MAX = 12;
/** A threshold with more decimals was computed, not set by a person: nobody misses its last digits. */
const SET_DECIMALS_MAX = 8;

/** Returns the number with so many decimals, and no minus before nothing. */
function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

/**
 * Returns two numbers as texts of equal precision that differ whenever the numbers do: a drawdown of 0.1499999
 * against a limit of 0.15 must not read "0.15 is not below 0.15". A threshold of at most eight decimals is written in full.
 */
export function figuresApart(
  actual: number,
  threshold: number,
  decimalsMin = DECIMALS,
): { readonly actual: string; readonly threshold: string } {
  const isSet = Number(threshold.toFixed(SET_DECIMALS_MAX)) === threshold;
  for (let decimals = decimalsMin; decimals < DECIMALS_MAX; decimals++) {
    const texts = { actual: fixed(actual, decimals), threshold: fixed(threshold, decimals) };
    const apart = texts.actual !== texts.threshold || actual === threshold;
    if (apart && (!isSet || Number(texts.threshold) === threshold)) return texts;
  }
  return { actual: String(actual), threshold: String(threshold) };
}
