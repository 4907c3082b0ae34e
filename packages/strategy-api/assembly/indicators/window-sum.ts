/**
 * The sum of the last `period` inputs without a subtraction, so rounding never builds up and a large input leaves no
 * trace once it has left. Inputs come in blocks of `period`: a window is the tail of the block before, whose sums from
 * each place to its end are known, and the head of this one. Sums of a block are taken when it is full: O(1) amortised.
 * Not for authors; the indicators that need a sum use it.
 */
@final
export class WindowSum {
  /** The latest sum; NaN until `period` inputs were seen. */
  value: f64 = NaN;
  /** Inputs of this block up to `filled`, then sums of the block before from each place to its end. */
  private sums: StaticArray<f64>;
  private filled: i32 = 0;
  private isFull: bool = false;
  private head: f64 = 0.0;

  constructor(readonly period: i32) {
    this.sums = new StaticArray<f64>(period);
  }

  /** Takes one input, which must not be NaN, and returns the sum. */
  update(x: f64): f64 {
    unchecked((this.sums[this.filled++] = x));
    this.head += x;
    if (this.filled == this.period) this.endBlock();
    else if (this.isFull) this.value = unchecked(this.sums[this.filled]) + this.head;
    return this.value;
  }

  private endBlock(): void {
    this.value = this.head;
    let sum = 0.0;
    for (let i = this.period - 1; i >= 0; i--) {
      sum += unchecked(this.sums[i]);
      unchecked((this.sums[i] = sum));
    }
    this.isFull = true;
    this.filled = 0;
    this.head = 0.0;
  }
}
