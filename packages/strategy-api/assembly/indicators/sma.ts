import { checkedPeriod } from "./period";

/** Simple moving average: the mean of the last `period` inputs, by a running sum. NaN until `period` inputs were seen. */
@final
export class SMA {
  /** The latest average. */
  get value(): f64 {
    return this.isFull ? this.sum / <f64>this.period : NaN;
  }

  readonly period: i32;
  private window: StaticArray<f64>;
  private next: i32 = 0;
  private isFull: bool = false;
  private sum: f64 = 0.0;

  constructor(period: i32) {
    this.period = checkedPeriod("SMA", period);
    this.window = new StaticArray<f64>(period);
  }

  /** Takes one input a bar and returns the average. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const period = this.period;
    const next = this.next;
    const following = next + 1 == period ? 0 : next + 1;
    // In a local: between two bars the sum waits for one store, not for two.
    let sum = this.sum;
    if (this.isFull) sum -= unchecked(this.window[next]);
    unchecked((this.window[next] = x));
    this.next = following;
    sum += x;
    this.sum = sum;
    if (following == 0) this.isFull = true;
    return this.isFull ? sum / <f64>period : NaN;
  }
}
