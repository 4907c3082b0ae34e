import { checkedPeriod } from "./period";

/** Simple moving average: the mean of the last `period` inputs, by a running sum. NaN until `period` inputs were seen. */
@final
export class SMA {
  /** The latest average. */
  value: f64 = NaN;
  readonly period: i32;
  private window: StaticArray<f64>;
  private next: i32 = 0;
  private count: i32 = 0;
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
    if (this.count == period) this.sum -= unchecked(this.window[next]);
    else this.count++;
    unchecked((this.window[next] = x));
    this.next = next + 1 == period ? 0 : next + 1;
    this.sum += x;
    if (this.count == period) this.value = this.sum / <f64>period;
    return this.value;
  }
}
