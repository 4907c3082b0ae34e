import { SMA } from "./sma";
import { StdDev } from "./std-dev";

/**
 * Bollinger bands (Bollinger on Bollinger Bands, 2001): SMA(period) plus and minus `deviations` population standard
 * deviations of the same inputs, both as the classes SMA and StdDev compute them. NaN until `period` inputs were seen.
 * No seed: nothing older than the window counts.
 */
@final
export class Bollinger {
  /** The latest middle line. */
  value: f64 = NaN;
  upper: f64 = NaN;
  lower: f64 = NaN;
  /** (upper - lower) / middle. */
  width: f64 = NaN;
  /** (x - lower) / (upper - lower): 0 on the lower band, 1 on the upper one; 0.5 when the bands meet. */
  percentB: f64 = NaN;
  private mean: SMA;
  private deviation: StdDev;

  constructor(
    readonly period: i32 = 20,
    readonly deviations: f64 = 2.0,
  ) {
    this.mean = new SMA(period);
    this.deviation = new StdDev(period);
  }

  /** The same as `value`. */
  get middle(): f64 {
    return this.value;
  }

  /** Takes one input a bar and returns the middle line. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const middle = this.mean.update(x);
    const reach = this.deviations * this.deviation.update(x);
    this.value = middle;
    if (isNaN(middle)) return NaN;
    this.upper = middle + reach;
    this.lower = middle - reach;
    const distance = this.upper - this.lower;
    this.width = distance / middle;
    this.percentB = distance == 0.0 ? 0.5 : (x - this.lower) / distance;
    return middle;
  }
}
