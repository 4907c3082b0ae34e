import { checkedPeriod } from "./period";

/**
 * Relative strength index with Wilder's smoothing (New Concepts in Technical Trading Systems, 1978), 0 … 100.
 * NaN until `period` + 1 inputs were seen; 50 when nothing moved, 100 when nothing fell.
 */
@final
export class RSI {
  /** The latest index. */
  value: f64 = NaN;
  readonly period: i32;
  private previous: f64 = NaN;
  private changes: i32 = 0;
  private gain: f64 = 0.0;
  private loss: f64 = 0.0;

  constructor(period: i32) {
    this.period = checkedPeriod("RSI", period);
  }

  /** Takes one input a bar and returns the index. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const previous = this.previous;
    this.previous = x;
    if (isNaN(previous)) return NaN;
    const change = x - previous;
    const up = change > 0.0 ? change : 0.0;
    const down = change < 0.0 ? -change : 0.0;
    const n = <f64>this.period;
    if (this.changes < this.period) {
      this.gain += up;
      this.loss += down;
      if (++this.changes < this.period) return NaN;
      this.gain /= n;
      this.loss /= n;
    } else {
      this.gain = (this.gain * (n - 1.0) + up) / n;
      this.loss = (this.loss * (n - 1.0) + down) / n;
    }
    return (this.value = this.strength());
  }

  private strength(): f64 {
    if (this.loss == 0.0) return this.gain == 0.0 ? 50.0 : 100.0;
    return 100.0 - 100.0 / (1.0 + this.gain / this.loss);
  }
}
