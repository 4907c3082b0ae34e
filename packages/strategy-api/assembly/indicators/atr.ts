import { checkedPeriod } from "./period";

/**
 * Average true range with Wilder's smoothing (New Concepts in Technical Trading Systems, 1978), in price units.
 * NaN until `period` bars were seen.
 */
@final
export class ATR {
  /** The latest average. */
  value: f64 = NaN;
  readonly period: i32;
  private previousClose: f64 = NaN;
  private count: i32 = 0;
  private sum: f64 = 0.0;

  constructor(period: i32) {
    this.period = checkedPeriod("ATR", period);
  }

  /** Takes one bar and returns the average. A NaN among the three changes nothing. */
  update(high: f64, low: f64, close: f64): f64 {
    if (isNaN(high) || isNaN(low) || isNaN(close)) return NaN;
    const previousClose = this.previousClose;
    this.previousClose = close;
    let range = high - low;
    if (!isNaN(previousClose)) {
      range = max<f64>(range, max<f64>(abs<f64>(high - previousClose), abs<f64>(low - previousClose)));
    }
    const n = <f64>this.period;
    if (this.count < this.period) {
      this.sum += range;
      if (++this.count == this.period) this.value = this.sum / n;
    } else {
      this.value = (this.value * (n - 1.0) + range) / n;
    }
    return this.value;
  }
}
