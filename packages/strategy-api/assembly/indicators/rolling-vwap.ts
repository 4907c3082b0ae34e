import { checkedPeriod } from "./period";
import { WindowSum } from "./window-sum";

/**
 * Volume-weighted average of the typical prices (high + low + close) / 3 of the last `period` bars. NaN until `period`
 * bars were seen, and while none of them had volume. No seed.
 */
@final
export class RollingVWAP {
  /** The latest average. */
  value: f64 = NaN;
  readonly period: i32;
  private paid: WindowSum;
  private traded: WindowSum;

  constructor(period: i32) {
    this.period = checkedPeriod("RollingVWAP", period);
    this.paid = new WindowSum(period);
    this.traded = new WindowSum(period);
  }

  /** Takes one bar and returns the average. A NaN among the four changes nothing. */
  update(high: f64, low: f64, close: f64, volume: f64): f64 {
    const price = (high + low + close) / 3.0;
    if (isNaN(price) || isNaN(volume)) return NaN;
    const paid = this.paid.update(price * volume);
    const traded = this.traded.update(volume);
    return (this.value = traded > 0.0 ? paid / traded : NaN);
  }
}
