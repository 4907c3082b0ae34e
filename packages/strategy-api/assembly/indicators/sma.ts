import { checkedPeriod } from "./period";

/** Simple moving average: the mean of the last `period` inputs, by a running sum. NaN until `period` inputs were seen. */
@final
export class SMA {
  /** The latest average. */
  get value(): f64 {
    return this.sum / this.divisor;
  }

  readonly period: i32;
  /** Zeros at first: taking one away changes no sum. */
  private window: StaticArray<f64>;
  private next: i32 = 0;
  private sum: f64 = 0.0;
  /** The period once so many inputs were seen, NaN before: dividing by it answers both at once. */
  private divisor: f64 = NaN;

  constructor(period: i32) {
    this.period = checkedPeriod("SMA", period);
    this.window = new StaticArray<f64>(period);
  }

  /** Takes one input a bar and returns the average. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const window = this.window;
    const next = this.next;
    // In a local: between two bars the sum waits for one store, not for two.
    const sum = this.sum - unchecked(window[next]) + x;
    unchecked((window[next] = x));
    this.sum = sum;
    if (next + 1 == this.period) {
      this.next = 0;
      this.divisor = <f64>this.period;
    } else {
      this.next = next + 1;
    }
    return sum / this.divisor;
  }
}
