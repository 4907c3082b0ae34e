import { Highest } from "./highest";
import { Lowest } from "./lowest";
import { SMA } from "./sma";

/**
 * Stochastic oscillator (Lane, Lane's Stochastics, Technical Analysis of Stocks & Commodities 1984), 0 … 100: where the
 * close lies between the lowest low and the highest high of the last `period` bars (50 when they are equal), averaged
 * by SMA(smoothing) to %K, and again by SMA(dPeriod) to %D. Smoothing 1 is the fast form, 3 the slow one.
 * %K is NaN until period + smoothing - 1 bars were seen, %D for dPeriod - 1 more. No seed.
 */
@final
export class Stochastic {
  /** The latest %K. */
  value: f64 = NaN;
  /** The latest %D. */
  d: f64 = NaN;
  private highest: Highest;
  private lowest: Lowest;
  private smoothK: SMA;
  private smoothD: SMA;

  constructor(
    readonly period: i32 = 14,
    readonly smoothing: i32 = 3,
    readonly dPeriod: i32 = 3,
  ) {
    this.highest = new Highest(period);
    this.lowest = new Lowest(period);
    this.smoothK = new SMA(smoothing);
    this.smoothD = new SMA(dPeriod);
  }

  /** The same as `value`. */
  get k(): f64 {
    return this.value;
  }

  /** Takes one bar and returns %K. A NaN among the three changes nothing. */
  update(high: f64, low: f64, close: f64): f64 {
    if (isNaN(high) || isNaN(low) || isNaN(close)) return NaN;
    const top = this.highest.update(high);
    const bottom = this.lowest.update(low);
    if (isNaN(top)) return NaN;
    const raw = top == bottom ? 50.0 : (100.0 * (close - bottom)) / (top - bottom);
    this.value = this.smoothK.update(raw);
    // Until %K exists this feeds NaN, which changes nothing.
    this.d = this.smoothD.update(this.value);
    return this.value;
  }
}
