import { checkedPeriod } from "./period";
import { Lag } from "./lag";

/** Rate of change: x / (x `period` bars ago) - 1. NaN until `period` + 1 inputs were seen, and where the older one is 0. */
@final
export class ROC {
  /** The latest rate. */
  value: f64 = NaN;
  readonly period: i32;
  private lag: Lag;

  constructor(period: i32) {
    this.period = checkedPeriod("ROC", period);
    this.lag = new Lag(period);
  }

  /** Takes one input a bar and returns the rate. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const before = this.lag.update(x);
    return (this.value = before == 0.0 ? NaN : x / before - 1.0);
  }
}
