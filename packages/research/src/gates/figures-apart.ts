const DECIMALS = 2;
const DECIMALS_MAX = 12;

/**
 * Returns two numbers as texts of equal precision that differ whenever the numbers do: a drawdown of 0.1499999
 * against a limit of 0.15 must not read "0.15 is not below 0.15".
 */
export function figuresApart(
  actual: number,
  threshold: number,
  decimalsMin = DECIMALS,
): { readonly actual: string; readonly threshold: string } {
  for (let decimals = decimalsMin; decimals < DECIMALS_MAX; decimals++) {
    const texts = { actual: actual.toFixed(decimals), threshold: threshold.toFixed(decimals) };
    if ((texts.actual !== texts.threshold || actual === threshold) && Number(texts.threshold) === threshold)
      return texts;
  }
  return { actual: String(actual), threshold: String(threshold) };
}
