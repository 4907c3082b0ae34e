import { EMA } from "./ema";

/**
 * Moving average convergence divergence (Appel, Technical Analysis: Power Tools, 2005): EMA(fast) - EMA(slow), in price
 * units, and its EMA as the signal line. Each EMA begins from the mean of its first inputs, as the class EMA does:
 * `value` is NaN until the longer period was seen, `signal` and `histogram` until `signalPeriod` values were.
 */
@final
export class MACD {
  /** The latest EMA(fast) - EMA(slow). */
  value: f64 = NaN;
  /** EMA of `value`. */
  signal: f64 = NaN;
  /** `value` - `signal`. */
  histogram: f64 = NaN;
  private fast: EMA;
  private slow: EMA;
  private smoothed: EMA;

  constructor(fastPeriod: i32 = 12, slowPeriod: i32 = 26, signalPeriod: i32 = 9) {
    this.fast = new EMA(fastPeriod);
    this.slow = new EMA(slowPeriod);
    this.smoothed = new EMA(signalPeriod);
  }

  /** Takes one input a bar and returns `value`. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    this.value = this.fast.update(x) - this.slow.update(x);
    if (!isNaN(this.value)) {
      this.signal = this.smoothed.update(this.value);
      this.histogram = this.value - this.signal;
    }
    return this.value;
  }
}
