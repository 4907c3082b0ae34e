import { utcDay } from "@rara-trading/domain";

/** Days of a series by their place in it, `to` not included. */
export interface DayStretch {
  readonly from: number;
  readonly to: number;
}

/** Returns the UTC days on which a series has bars, each as its number since the epoch, from the index of each day's last bar. */
export function daysOf(openTimeMs: Float64Array, dayEnds: Int32Array): Int32Array {
  return dayEnds.map((last) => utcDay(openTimeMs[last] ?? Number.NaN));
}

/** Returns which of `own` days lie between the first and the last of `theirs`; none when `theirs` is empty. */
export function coveredDays(own: Int32Array, theirs: Int32Array): DayStretch {
  const [first = Infinity] = theirs;
  const last = theirs.at(-1) ?? -Infinity;
  const from = own.findIndex((day) => day >= first);
  const to = own.findLastIndex((day) => day <= last) + 1;
  return from < 0 || to <= from ? { from: 0, to: 0 } : { from, to };
}

/**
 * Returns daily returns of another series, one on each of `own` days: where own has no bar (a weekend), what was earned is
 * compounded into its next day; where the other has none, it earned 0. Outside of `stretch` all are 0.
 */
export function alignReturns(
  own: Int32Array,
  theirs: Int32Array,
  returns: ArrayLike<number>,
  { from, to }: DayStretch,
): Float64Array {
  const aligned = new Float64Array(own.length);
  // A day before the first own one is no part of what is compared.
  const before = own[from - 1] ?? (own[0] ?? 0) - 1;
  let at = theirs.findIndex((day) => day > before);
  if (at < 0) return aligned;
  for (let day = from; day < to; day++) {
    let earned = 0;
    for (let days = 0; (theirs[at] ?? Infinity) <= (own[day] ?? -Infinity); days++) {
      const one = returns[at++] ?? Number.NaN;
      earned = days === 0 ? one : (1 + earned) * (1 + one) - 1;
    }
    aligned[day] = earned;
  }
  return aligned;
}
