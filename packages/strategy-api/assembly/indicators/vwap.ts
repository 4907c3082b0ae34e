/** Milliseconds of a UTC day. */
// @ts-ignore: decorator
@inline const DAY_MS: f64 = 86400000.0;

/**
 * Volume-weighted average price since the start of the UTC day (Berkowitz, Logue and Noser, Journal of Finance 1988),
 * of typical prices (high + low + close) / 3. Begins anew with the first bar of each day; NaN while a day has had no
 * volume. Kept as a running weighted mean (West, Communications of the ACM 1979).
 */
@final
export class VWAP {
  /** The latest average of this day. */
  value: f64 = NaN;
  private day: f64 = NaN;
  private traded: f64 = 0.0;

  /** Takes one bar, `timeMs` being its open time, and returns the average. A NaN among the five changes nothing. */
  update(timeMs: f64, high: f64, low: f64, close: f64, volume: f64): f64 {
    const price = (high + low + close) / 3.0;
    if (isNaN(timeMs) || isNaN(price) || isNaN(volume)) return NaN;
    const day = Math.floor(timeMs / DAY_MS);
    if (day != this.day) {
      this.day = day;
      this.traded = 0.0;
      this.value = NaN;
    }
    if (volume > 0.0) {
      this.traded += volume;
      if (isNaN(this.value)) this.value = price;
      else this.value += (volume / this.traded) * (price - this.value);
    }
    return this.value;
  }
}
