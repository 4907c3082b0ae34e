import { checkedPeriod } from "./period";

/**
 * Exponential moving average with weight 2 / (period + 1), begun from the mean of the first `period` inputs.
 * NaN until `period` inputs were seen.
 */
@final
export class EMA {
  /** The latest average. */
  value: f64 = NaN;
  readonly period: i32;
  private weight: f64;
  private count: i32 = 0;
  private sum: f64 = 0.0;

  constructor(period: i32) {
    this.period = checkedPeriod("EMA", period);
    this.weight = 2.0 / (<f64>period + 1.0);
  }

  /** Takes one input a bar and returns the average. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    if (this.count < this.period) {
      this.sum += x;
      if (++this.count == this.period) this.value = this.sum / <f64>this.period;
    } else {
      this.value += this.weight * (x - this.value);
    }
    return this.value;
  }
}
