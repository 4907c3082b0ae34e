import { StdDev } from "./std-dev";

/**
 * How many population standard deviations the input lies from the mean of the last `period` inputs, itself included.
 * NaN until `period` inputs were seen; 0 when they are all equal.
 */
@final
export class ZScore {
  /** The latest score. */
  value: f64 = NaN;
  readonly period: i32;
  private deviation: StdDev;

  constructor(period: i32) {
    this.deviation = new StdDev(period);
    this.period = period;
  }

  /** Takes one input a bar and returns the score. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const deviation = this.deviation.update(x);
    return (this.value = deviation == 0.0 ? 0.0 : (x - this.deviation.mean) / deviation);
  }
}
