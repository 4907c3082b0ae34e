import { Highest } from "./highest";
import { Lowest } from "./lowest";

/**
 * Donchian channel (Donchian, High Finance in Copper, Financial Analysts Journal 1960): highest high and lowest low of
 * the last `period` bars, the current one included, and their midpoint. NaN until `period` bars were seen.
 * `upperBefore` and `lowerBefore` are the channel as it was one bar earlier: what a break-out is measured against.
 */
@final
export class Donchian {
  /** The latest midpoint. */
  value: f64 = NaN;
  upper: f64 = NaN;
  lower: f64 = NaN;
  upperBefore: f64 = NaN;
  lowerBefore: f64 = NaN;
  private highest: Highest;
  private lowest: Lowest;

  constructor(readonly period: i32 = 20) {
    this.highest = new Highest(period);
    this.lowest = new Lowest(period);
  }

  /** The same as `value`. */
  get middle(): f64 {
    return this.value;
  }

  /** Takes one bar and returns the midpoint. A NaN among the two changes nothing. */
  update(high: f64, low: f64): f64 {
    if (isNaN(high) || isNaN(low)) return NaN;
    this.upperBefore = this.upper;
    this.lowerBefore = this.lower;
    this.upper = this.highest.update(high);
    this.lower = this.lowest.update(low);
    return (this.value = (this.upper + this.lower) / 2.0);
  }
}
