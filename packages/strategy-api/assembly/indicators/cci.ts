import { checkedPeriod } from "./period";

/**
 * Commodity channel index (Lambert, Commodities 1980): (p - mean) / (0.015 x mean absolute deviation) of the last
 * `period` typical prices p = (high + low + close) / 3. NaN until `period` bars were seen; 0 when they are all equal.
 * No seed. The mean deviation moves with the mean, so an update scans the window: O(period) a bar.
 */
@final
export class CCI {
  /** The latest index. */
  value: f64 = NaN;
  readonly period: i32;
  private window: StaticArray<f64>;
  private next: i32 = 0;
  private count: i32 = 0;

  constructor(period: i32 = 20) {
    this.period = checkedPeriod("CCI", period);
    this.window = new StaticArray<f64>(period);
  }

  /** Takes one bar and returns the index. A NaN among the three changes nothing. */
  update(high: f64, low: f64, close: f64): f64 {
    if (isNaN(high) || isNaN(low) || isNaN(close)) return NaN;
    const price = (high + low + close) / 3.0;
    unchecked((this.window[this.next++] = price));
    if (this.next == this.period) this.next = 0;
    if (this.count < this.period) this.count++;
    if (this.count == this.period) this.value = this.indexOf(price);
    return this.value;
  }

  /** Deviations are taken from the newest price first: equal prices then give exactly 0 and not rounding over rounding. */
  private indexOf(price: f64): f64 {
    const n = <f64>this.period;
    let sum = 0.0;
    for (let i = 0; i < this.period; i++) sum += unchecked(this.window[i]) - price;
    const mean = sum / n;
    let deviations = 0.0;
    for (let i = 0; i < this.period; i++) deviations += abs<f64>(unchecked(this.window[i]) - price - mean);
    return deviations == 0.0 ? 0.0 : -mean / (0.015 * (deviations / n));
  }
}
