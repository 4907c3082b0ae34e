/** Sweeps after which the rotations stop; symmetric matrices settle in fewer than ten. */
const SWEEPS_MAX = 60;

function offDiagonal(a: readonly Float64Array[]): number {
  let sum = 0;
  for (const [i, row] of a.entries()) for (let j = 0; j < i; j++) sum += (row[j] ?? NaN) ** 2;
  return sum;
}

function rotate(a: readonly Float64Array[], p: number, q: number): void {
  const rowP = a[p];
  const rowQ = a[q];
  const off = rowP?.[q] ?? 0;
  if (rowP === undefined || rowQ === undefined || off === 0) return;
  const theta = ((rowQ[q] ?? NaN) - (rowP[p] ?? NaN)) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (const row of a) {
    const atP = row[p] ?? NaN;
    const atQ = row[q] ?? NaN;
    row[p] = c * atP - s * atQ;
    row[q] = s * atP + c * atQ;
  }
  for (let k = 0; k < a.length; k++) {
    const atP = rowP[k] ?? NaN;
    const atQ = rowQ[k] ?? NaN;
    rowP[k] = c * atP - s * atQ;
    rowQ[k] = s * atP + c * atQ;
  }
}

/** Returns the eigenvalues of a symmetric matrix (a list of rows), largest first (Jacobi 1846, cyclic by rows). */
export function symmetricEigenvalues(matrix: readonly (readonly number[])[]): readonly number[] {
  const a = matrix.map((row) => Float64Array.from(row));
  const size = a.reduce((sum, row) => sum + row.reduce((part, value) => part + value * value, 0), 0);
  for (let sweep = 0; sweep < SWEEPS_MAX && offDiagonal(a) > size * Number.EPSILON ** 2; sweep++) {
    for (let p = 0; p < a.length; p++) for (let q = p + 1; q < a.length; q++) rotate(a, p, q);
  }
  return a.map((row, i) => row[i] ?? NaN).sort((x, y) => y - x);
}
