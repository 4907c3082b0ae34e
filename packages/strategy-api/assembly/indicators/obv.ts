/**
 * On-balance volume (Granville, New Key to Stock Market Profits, 1963): volume added when the close rose, taken away
 * when it fell. 0 on the first bar, which is the seed: only its changes mean anything.
 */
@final
export class OBV {
  /** The latest balance. */
  value: f64 = NaN;
  private previous: f64 = NaN;

  /** Takes one bar and returns the balance. A NaN among the two changes nothing. */
  update(close: f64, volume: f64): f64 {
    if (isNaN(close) || isNaN(volume)) return NaN;
    if (isNaN(this.previous)) this.value = 0.0;
    else if (close > this.previous) this.value += volume;
    else if (close < this.previous) this.value -= volume;
    this.previous = close;
    return this.value;
  }
}
