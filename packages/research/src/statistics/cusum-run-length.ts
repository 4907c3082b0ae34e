import { normalCdf } from "./normal-distribution.ts";
import { solveLinear } from "./solve-linear.ts";

/** States of the Markov chain: the run length settles to four digits. */
const STATES = 200;

/**
 * Returns the mean number of observations until a one-sided CUSUM max(0, S + x - reference) of normal x with mean
 * `shift` exceeds `limit`, all in standard deviations, from S = 0 (Markov chain of Brook and Evans 1972). Two-sided without a shift it is half.
 */
export function cusumRunLength(reference: number, limit: number, shift: number): number {
  const width = (2 * limit) / (2 * STATES - 1);
  // Depends on the distance between two states only.
  const reached = Float64Array.from({ length: 2 * STATES }, (_, i) =>
    normalCdf((i - STATES + 0.5) * width + reference - shift),
  );
  const reaches = (to: number, from: number): number => reached[to - from + STATES] ?? NaN;
  const matrix = Array.from({ length: STATES }, (_row, from) =>
    Float64Array.from({ length: STATES }, (_cell, to) => {
      const moves = to === 0 ? reaches(0, from) : reaches(to, from) - reaches(to - 1, from);
      return (from === to ? 1 : 0) - moves;
    }),
  );
  return solveLinear(matrix, new Float64Array(STATES).fill(1))[0] ?? NaN;
}
