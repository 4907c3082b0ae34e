/**
 * Wilder's smoothing (New Concepts in Technical Trading Systems, 1978): the mean of the first `period` inputs, then
 * (before * (period - 1) + x) / period. Not for authors; ADX uses it.
 */
@final
export class WilderMean {
  /** The latest mean; NaN until `period` inputs were seen. */
  value: f64 = NaN;
  private count: i32 = 0;
  private sum: f64 = 0.0;

  constructor(readonly period: i32) {}

  /** Takes one input, which must not be NaN, and returns the mean. */
  update(x: f64): f64 {
    const n = <f64>this.period;
    if (this.count < this.period) {
      this.sum += x;
      if (++this.count == this.period) this.value = this.sum / n;
    } else {
      this.value = (this.value * (n - 1.0) + x) / n;
    }
    return this.value;
  }
}
