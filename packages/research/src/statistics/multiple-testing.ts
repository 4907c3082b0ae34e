/** Applies an adjustment to the sorted p-values and puts the results back where the p-values were. */
function inOrderOf(pValues: readonly number[], adjust: (sorted: readonly number[]) => readonly number[]): number[] {
  const order = Array.from(pValues.keys()).sort((a, b) => (pValues[a] ?? NaN) - (pValues[b] ?? NaN));
  const adjusted = adjust(order.map((i) => pValues[i] ?? NaN));
  const result = Array.from(pValues, () => NaN);
  for (const [rank, i] of order.entries()) result[i] = adjusted[rank] ?? NaN;
  return result;
}

/** Returns p-values times their number, at most 1: controls the chance of one false discovery (Bonferroni). */
export function bonferroni(pValues: readonly number[]): number[] {
  return pValues.map((p) => Math.min(1, p * pValues.length));
}

/** Returns max over j <= i of (M - j + 1) p_(j), at most 1: uniformly better than Bonferroni (Holm 1979). */
export function holm(pValues: readonly number[]): number[] {
  return inOrderOf(pValues, (sorted) => {
    let highest = 0;
    return sorted.map((p, i) => (highest = Math.max(highest, Math.min(1, (sorted.length - i) * p))));
  });
}

/** Returns the sum of 1 / i for i = 1 … count. */
export function harmonicNumber(count: number): number {
  let sum = 0;
  for (let i = 1; i <= count; i++) sum += 1 / i;
  return sum;
}

/** Where the step-up begins: at p_(M) itself (Harvey and Liu 2015), or at c(M) p_(M) (Benjamini and Yekutieli 2001). */
export type StepUpStart = "largest" | "scaled";

/**
 * Returns min over j >= i of M c(M) p_(j) / j, at most 1, with c(M) the harmonic number: controls the share of false
 * discoveries under any dependence (Benjamini, Hochberg and Yekutieli). `start` says what the largest p-value becomes.
 */
export function benjaminiYekutieli(pValues: readonly number[], start: StepUpStart): number[] {
  return inOrderOf(pValues, (sorted) => {
    const tests = sorted.length;
    const scale = tests * harmonicNumber(tests);
    let lowest = start === "largest" ? (sorted.at(-1) ?? NaN) : 1;
    return sorted
      .map((p, i) => (scale * p) / (i + 1))
      .reverse()
      .map((value, fromEnd) => (fromEnd === 0 && start === "largest" ? lowest : (lowest = Math.min(lowest, value))))
      .reverse();
  });
}
