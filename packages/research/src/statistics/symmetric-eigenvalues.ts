/** Halvings after which an interval of doubles has no inside left, whatever its size. */
const HALVINGS_MAX = 1100;

/** A symmetric matrix that is zero beside its diagonal and the two next to it, with the eigenvalues of another. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Squares of what stands next to the diagonal: `squares[i]` belongs to rows i and i + 1. */
  readonly squares: Float64Array;
}

/** Reflects row and column `k` of `a` so that nothing is left beside its tridiagonal part; returns the square of what is left in it. */
function reflect(a: readonly Float64Array[], k: number): number {
  const size = a.length;
  // Sound: every index below is less than the size.
  const column = (i: number): number => (a[i] as Float64Array)[k] as number;
  let square = 0;
  for (let i = k + 1; i < size; i++) square += column(i) ** 2;
  if (square === 0) return 0;
  const mirror = new Float64Array(size);
  for (let i = k + 1; i < size; i++) mirror[i] = column(i);
  const head = column(k + 1);
  mirror[k + 1] = head + (head < 0 ? -1 : 1) * Math.sqrt(square);
  let length = 0;
  for (let i = k + 1; i < size; i++) length += (mirror[i] as number) ** 2;
  const shift = new Float64Array(size);
  let along = 0;
  for (let i = k + 1; i < size; i++) {
    const row = a[i] as Float64Array;
    let sum = 0;
    for (let j = k + 1; j < size; j++) sum += (row[j] as number) * (mirror[j] as number);
    shift[i] = (2 * sum) / length;
    along += ((mirror[i] as number) * (shift[i] as number)) / length;
  }
  for (let i = k + 1; i < size; i++) shift[i] = (shift[i] as number) - along * (mirror[i] as number);
  for (let i = k + 1; i < size; i++) {
    const row = a[i] as Float64Array;
    const [m, s] = [mirror[i] as number, shift[i] as number];
    for (let j = k + 1; j < size; j++)
      row[j] = (row[j] as number) - m * (shift[j] as number) - s * (mirror[j] as number);
  }
  return square;
}

/** Returns a tridiagonal matrix with the same eigenvalues (Householder 1958). */
function tridiagonalOf(matrix: readonly (readonly number[])[]): Tridiagonal {
  const a = matrix.map((row) => Float64Array.from(row));
  const squares = new Float64Array(Math.max(0, a.length - 1));
  for (let k = 0; k < squares.length; k++) squares[k] = reflect(a, k);
  return { diagonal: Float64Array.from(a, (row, i) => row[i] ?? NaN), squares };
}

/** Returns how many eigenvalues are below `x`: the negative pivots of the matrix less x (Sturm; Sylvester's law of inertia). */
function countBelow({ diagonal, squares }: Tridiagonal, x: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    const left = i === 0 ? 0 : (squares[i - 1] as number) / pivot;
    pivot = (diagonal[i] as number) - x - left;
    // A pivot of 0 counts as one just above it.
    if (pivot === 0) pivot = Number.MIN_VALUE;
    if (pivot < 0) count++;
  }
  return count;
}

/** Returns an interval that holds every eigenvalue (Gershgorin 1931). */
function boundsOf({ diagonal, squares }: Tridiagonal): readonly [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (const [i, centre] of diagonal.entries()) {
    const radius = Math.sqrt(squares[i - 1] ?? 0) + Math.sqrt(squares[i] ?? 0);
    low = Math.min(low, centre - radius);
    high = Math.max(high, centre + radius);
  }
  const room = Number.EPSILON * (Math.abs(low) + Math.abs(high)) + Number.MIN_VALUE;
  return [low - room, high + room];
}

/** Returns the eigenvalues of a symmetric matrix (a list of rows), largest first, each to the last digits by bisection. */
export function symmetricEigenvalues(matrix: readonly (readonly number[])[]): readonly number[] {
  const tridiagonal = tridiagonalOf(matrix);
  const [least, most] = boundsOf(tridiagonal);
  const rounding = Number.EPSILON * Math.max(Math.abs(least), Math.abs(most));
  const values: number[] = [];
  let top = most;
  for (let rank = matrix.length - 1; rank >= 0; rank--) {
    let low = least;
    let high = top;
    for (let halving = 0; halving < HALVINGS_MAX && high - low > rounding; halving++) {
      const middle = low + (high - low) / 2;
      if (countBelow(tridiagonal, middle) > rank) high = middle;
      else low = middle;
    }
    const value = low + (high - low) / 2;
    values.push(value);
    // The next one is no larger; the interval's upper end still has it inside.
    top = high;
  }
  return values;
}
