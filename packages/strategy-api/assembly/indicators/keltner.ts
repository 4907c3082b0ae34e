import { ATR } from "./atr";
import { EMA } from "./ema";

/**
 * Keltner channel in Raschke's form (Connors and Raschke, Street Smarts, 1995): EMA(period) of the close plus and minus
 * `ranges` times ATR(atrPeriod). EMA and ATR are seeded as those classes are: by the mean of their first inputs.
 * NaN until the longer of the two periods was seen.
 */
@final
export class Keltner {
  /** The latest middle line. */
  value: f64 = NaN;
  upper: f64 = NaN;
  lower: f64 = NaN;
  private mean: EMA;
  private range: ATR;

  constructor(
    readonly period: i32 = 20,
    readonly atrPeriod: i32 = 10,
    readonly ranges: f64 = 2.0,
  ) {
    this.mean = new EMA(period);
    this.range = new ATR(atrPeriod);
  }

  /** The same as `value`. */
  get middle(): f64 {
    return this.value;
  }

  /** Takes one bar and returns the middle line. A NaN among the three changes nothing. */
  update(high: f64, low: f64, close: f64): f64 {
    if (isNaN(high) || isNaN(low) || isNaN(close)) return NaN;
    const middle = this.mean.update(close);
    const range = this.range.update(high, low, close);
    if (isNaN(middle) || isNaN(range)) return NaN;
    this.upper = middle + this.ranges * range;
    this.lower = middle - this.ranges * range;
    return (this.value = middle);
  }
}
