import { complaint } from "../text";

/**
 * Percent rank of the newest of the last `period` inputs among the others: (those below it + half of those equal to it)
 * / (period - 1), 0 … 1 (percentile rank with ties in the middle: Roscoe, Fundamental Research Statistics, 1975).
 * `period` is at least 2. NaN until `period` inputs were seen. No seed. An update scans the window: O(period) a bar.
 */
@final
export class PercentRank {
  /** The latest rank. */
  value: f64 = NaN;
  readonly period: i32;
  private window: StaticArray<f64>;
  private next: i32 = 0;
  private count: i32 = 0;

  constructor(period: i32) {
    if (period < 2) throw new Error(complaint("PercentRank: expected a period of at least 2, found ", period));
    this.period = period;
    this.window = new StaticArray<f64>(period);
  }

  /** Takes one input a bar and returns the rank. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    unchecked((this.window[this.next++] = x));
    if (this.next == this.period) this.next = 0;
    if (this.count < this.period) this.count++;
    if (this.count == this.period) this.value = this.rankOf(x);
    return this.value;
  }

  private rankOf(x: f64): f64 {
    let below = 0;
    // x itself lies in the window and is not among the others.
    let equal = -1;
    for (let i = 0; i < this.period; i++) {
      const other = unchecked(this.window[i]);
      if (other < x) below++;
      else if (other == x) equal++;
    }
    return (<f64>below + 0.5 * <f64>equal) / <f64>(this.period - 1);
  }
}
