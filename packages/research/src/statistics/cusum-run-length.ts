import { normalCdf } from "./normal-distribution.ts";

/** States of the Markov chain: the run length settles to four digits. */
const STATES = 200;

/** Solves `matrix` x = `right` by elimination with partial pivoting; both are overwritten. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const rows = matrix.map((row, i) => ({ row, value: right[i] ?? NaN }));
  for (let column = 0; column < rows.length; column++) {
    const size = (r: number): number => Math.abs(rows[r]?.row[column] ?? 0);
    let pivot = column;
    for (let r = column + 1; r < rows.length; r++) if (size(r) > size(pivot)) pivot = r;
    const chosen = rows[pivot];
    const top = rows[column];
    if (chosen === undefined || top === undefined) break;
    rows[pivot] = top;
    rows[column] = chosen;
    for (const other of rows.slice(column + 1)) {
      const factor = (other.row[column] ?? NaN) / (chosen.row[column] ?? NaN);
      if (factor === 0) continue;
      for (let c = column; c < rows.length; c++) other.row[c] = (other.row[c] ?? NaN) - factor * (chosen.row[c] ?? NaN);
      other.value -= factor * chosen.value;
    }
  }
  const solution = new Float64Array(rows.length);
  for (const [i, { row, value }] of Array.from(rows.entries()).reverse()) {
    let rest = value;
    for (let c = i + 1; c < rows.length; c++) rest -= (row[c] ?? NaN) * (solution[c] ?? NaN);
    solution[i] = rest / (row[i] ?? NaN);
  }
  return solution;
}

/**
 * Returns the mean number of observations until a one-sided CUSUM max(0, S + x - reference) of normal x with mean
 * `shift` exceeds `limit`, all in standard deviations, from S = 0 (Markov chain of Brook and Evans 1972). Two-sided without a shift it is half.
 */
export function cusumRunLength(reference: number, limit: number, shift: number): number {
  const width = (2 * limit) / (2 * STATES - 1);
  const reaches = (to: number, from: number): number => normalCdf((to - from + 0.5) * width + reference - shift);
  const matrix = Array.from({ length: STATES }, (_row, from) =>
    Float64Array.from({ length: STATES }, (_cell, to) => {
      const moves = to === 0 ? reaches(0, from) : reaches(to, from) - reaches(to - 1, from);
      return (from === to ? 1 : 0) - moves;
    }),
  );
  return solve(matrix, new Float64Array(STATES).fill(1))[0] ?? NaN;
}
