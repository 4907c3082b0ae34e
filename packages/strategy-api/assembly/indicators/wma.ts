import { checkedPeriod } from "./period";

/**
 * Linearly weighted moving average: the newest of the last `period` inputs weighs `period`, the one before it
 * `period` - 1, the oldest 1; divided by period (period + 1) / 2 (Kaufman, Trading Systems and Methods, ch. 7).
 * NaN until `period` inputs were seen. No seed: nothing older than the window counts.
 * Kept in blocks as WindowSum is, so that rounding does not build up: O(1) amortised.
 */
@final
export class WMA {
  /** The latest average. */
  value: f64 = NaN;
  readonly period: i32;
  /** Inputs of this block up to `filled`, then plain and weighted sums of the block before from each place to its end. */
  private sums: StaticArray<f64>;
  private weighted: StaticArray<f64>;
  private filled: i32 = 0;
  private isFull: bool = false;
  private headSum: f64 = 0.0;
  private headWeighted: f64 = 0.0;

  constructor(period: i32) {
    this.period = checkedPeriod("WMA", period);
    this.sums = new StaticArray<f64>(period);
    this.weighted = new StaticArray<f64>(period);
  }

  /** Takes one input a bar and returns the average. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    unchecked((this.sums[this.filled++] = x));
    this.headSum += x;
    this.headWeighted += <f64>this.filled * x;
    if (this.filled == this.period) this.endBlock();
    else if (this.isFull) {
      const tail = <f64>(this.period - this.filled);
      this.value = this.scaled(unchecked(this.weighted[this.filled]) + (this.headWeighted + tail * this.headSum));
    }
    return this.value;
  }

  private scaled(weighted: f64): f64 {
    const n = <f64>this.period;
    return weighted / (0.5 * n * (n + 1.0));
  }

  private endBlock(): void {
    this.value = this.scaled(this.headWeighted);
    let sum = 0.0;
    let weighted = 0.0;
    for (let i = this.period - 1; i >= 0; i--) {
      sum += unchecked(this.sums[i]);
      // One more input in front lifts the weight of every later one by 1.
      weighted += sum;
      unchecked((this.sums[i] = sum));
      unchecked((this.weighted[i] = weighted));
    }
    this.isFull = true;
    this.filled = 0;
    this.headSum = 0.0;
    this.headWeighted = 0.0;
  }
}
