import { checkedPeriod } from "./period";

/**
 * Population standard deviation of the last `period` inputs, by Welford's update (Technometrics 1962) on a sliding
 * window. NaN until `period` inputs were seen.
 */
@final
export class StdDev {
  /** The latest standard deviation. */
  value: f64 = NaN;
  /** Mean of the inputs in the window. */
  mean: f64 = 0.0;
  readonly period: i32;
  private window: StaticArray<f64>;
  private next: i32 = 0;
  private count: i32 = 0;
  private squares: f64 = 0.0;

  constructor(period: i32) {
    this.period = checkedPeriod("StdDev", period);
    this.window = new StaticArray<f64>(period);
  }

  /** Takes one input a bar and returns the standard deviation. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const next = this.next;
    const n = <f64>this.period;
    if (this.count < this.period) {
      this.count++;
      const delta = x - this.mean;
      this.mean += delta / <f64>this.count;
      this.squares += delta * (x - this.mean);
    } else {
      const oldest = unchecked(this.window[next]);
      const oldMean = this.mean;
      this.mean += (x - oldest) / n;
      this.squares += (x - oldest) * (x - this.mean + oldest - oldMean);
      // Rounding can leave a hair below zero, whose root would be NaN for ever after.
      if (this.squares < 0.0) this.squares = 0.0;
    }
    unchecked((this.window[next] = x));
    this.next = next + 1 == this.period ? 0 : next + 1;
    if (this.count == this.period) this.value = Math.sqrt(this.squares / n);
    return this.value;
  }
}
