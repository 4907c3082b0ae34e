/** Lines of a text that are compared at most; a rule prints to fewer than 200. */
const LINES_MAX = 2_000;
/** Unchanged lines shown around a change. */
const CONTEXT = 2;

interface DiffLine {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** Returns for every pair of tails the length of their longest common subsequence, row by row. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly Uint16Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    const row = rows[i];
    const below = rows[i + 1];
    if (row === undefined || below === undefined) continue;
    for (let j = after.length - 1; j >= 0; j--) {
      row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const lengths = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const removed = before[i];
    const added = after[j];
    if (removed !== undefined && removed === added) {
      lines.push({ mark: " ", text: removed });
      i++;
      j++;
    } else if (
      removed !== undefined &&
      (added === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      lines.push({ mark: "-", text: removed });
      i++;
    } else {
      lines.push({ mark: "+", text: added ?? "" });
      j++;
    }
  }
  return lines;
}

/**
 * Returns what leads from one text to another, a line each: ` ` kept, `-` taken out, `+` put in; kept lines further than two from
 * a change are left out, `…` in their place. Empty when the texts are the same; `null` beyond 2,000 lines. The changes are
 * the fewest (longest common subsequence).
 */
export function lineDiff(before: string, after: string): readonly string[] | null {
  const [old, now] = [before.split("\n"), after.split("\n")];
  if (old.length > LINES_MAX || now.length > LINES_MAX) return null;
  const lines = diffLines(old, now);
  const changes = lines.flatMap(({ mark }, i) => (mark === " " ? [] : [i]));
  const shown = new Set(changes.flatMap((at) => Array.from({ length: 2 * CONTEXT + 1 }, (_, k) => at - CONTEXT + k)));
  if (changes.length === 0) return [];
  return lines.flatMap(({ mark, text }, i) => {
    if (shown.has(i)) return [`${mark}${text}`];
    return i === 0 || shown.has(i - 1) ? ["…"] : [];
  });
}
