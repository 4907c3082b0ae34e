import { checkedPeriod } from "./period";
import { WilderMean } from "./wilder-mean";

/**
 * Average directional index with +DI and -DI (Wilder, New Concepts in Technical Trading Systems, 1978), each 0 … 100.
 * True range and directional movement need a bar before, so the first bar only sets it; their Wilder means begin from
 * the mean of the first `period` (+DI and -DI are NaN until `period` + 1 bars were seen), and the index begins from
 * the mean of the first `period` values of DX (NaN until 2 `period` bars were seen). 0 where nothing moved.
 */
@final
export class ADX {
  /** The latest index: how strong a trend is, not which way it goes. */
  value: f64 = NaN;
  /** +DI: the share of the true range that was upward movement, in percent. */
  plusDi: f64 = NaN;
  /** -DI: the share of the true range that was downward movement, in percent. */
  minusDi: f64 = NaN;
  readonly period: i32;
  private previousHigh: f64 = NaN;
  private previousLow: f64 = NaN;
  private previousClose: f64 = NaN;
  private range: WilderMean;
  private upward: WilderMean;
  private downward: WilderMean;
  private index: WilderMean;

  constructor(period: i32 = 14) {
    this.period = checkedPeriod("ADX", period);
    this.range = new WilderMean(period);
    this.upward = new WilderMean(period);
    this.downward = new WilderMean(period);
    this.index = new WilderMean(period);
  }

  /** Takes one bar and returns the index. A NaN among the three changes nothing. */
  update(high: f64, low: f64, close: f64): f64 {
    if (isNaN(high) || isNaN(low) || isNaN(close)) return NaN;
    const before = this.previousClose;
    const up = high - this.previousHigh;
    const down = this.previousLow - low;
    this.previousHigh = high;
    this.previousLow = low;
    this.previousClose = close;
    if (isNaN(before)) return NaN;
    const trueRange = max<f64>(high - low, max<f64>(abs<f64>(high - before), abs<f64>(low - before)));
    const range = this.range.update(trueRange);
    const upward = this.upward.update(up > down && up > 0.0 ? up : 0.0);
    const downward = this.downward.update(down > up && down > 0.0 ? down : 0.0);
    if (isNaN(range)) return NaN;
    this.plusDi = range == 0.0 ? 0.0 : (100.0 * upward) / range;
    this.minusDi = range == 0.0 ? 0.0 : (100.0 * downward) / range;
    const total = this.plusDi + this.minusDi;
    return (this.value = this.index.update(total == 0.0 ? 0.0 : (100.0 * abs<f64>(this.plusDi - this.minusDi)) / total));
  }
}
