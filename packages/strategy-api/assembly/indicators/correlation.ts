import { complaint } from "../text";
import { CoMoments, correlationOf } from "./co-moments";

/**
 * Pearson's correlation of the last `period` pairs, -1 … 1. `period` is at least 2. NaN until `period` pairs were seen,
 * and while one side does not vary. No seed. Kept in blocks as WindowSum is, with moments that are joined and never
 * subtracted, so rounding does not build up: O(1) amortised.
 */
@final
export class Correlation {
  /** The latest correlation. */
  value: f64 = NaN;
  readonly period: i32;
  private xs: StaticArray<f64>;
  private ys: StaticArray<f64>;
  /** Moments of the block before, from each place to its end. */
  private tails: StaticArray<CoMoments>;
  private head: CoMoments = new CoMoments();
  private filled: i32 = 0;
  private isFull: bool = false;

  constructor(period: i32) {
    if (period < 2) throw new Error(complaint("Correlation: expected a period of at least 2, found ", period));
    this.period = period;
    this.xs = new StaticArray<f64>(period);
    this.ys = new StaticArray<f64>(period);
    // One more than the block has places: the last one stays empty and stands for no tail.
    this.tails = new StaticArray<CoMoments>(period + 1);
    for (let i = 0; i <= period; i++) this.tails[i] = new CoMoments();
  }

  /** Takes one pair a bar and returns the correlation. A NaN among the two changes nothing. */
  update(x: f64, y: f64): f64 {
    if (isNaN(x) || isNaN(y)) return NaN;
    const place = this.filled++;
    unchecked((this.xs[place] = x));
    unchecked((this.ys[place] = y));
    this.head.add(x, y);
    if (this.filled == this.period) this.endBlock();
    else if (this.isFull) this.value = correlationOf(unchecked(this.tails[this.filled]), this.head);
    return this.value;
  }

  private endBlock(): void {
    const none = unchecked(this.tails[this.period]);
    this.value = correlationOf(none, this.head);
    this.head.become(none);
    // Each tail holds the one behind it and one pair more.
    for (let i = this.period - 1; i >= 0; i--) {
      const tail = unchecked(this.tails[i]);
      tail.become(unchecked(this.tails[i + 1]));
      tail.add(unchecked(this.xs[i]), unchecked(this.ys[i]));
    }
    this.isFull = true;
    this.filled = 0;
  }
}
