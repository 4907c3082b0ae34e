/** Takes `factor` x `top` off `row`, from a column on. */
function subtractRow(row: Float64Array, top: Float64Array, factor: number, from: number): void {
  for (let c = from; c < row.length; c++) row[c] = (row[c] ?? NaN) - factor * (top[c] ?? NaN);
}

/** Returns the x with `matrix` x = `right`, by elimination with partial pivoting; the matrix is overwritten. */
export function solveLinear(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
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
      subtractRow(other.row, chosen.row, factor, column);
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
