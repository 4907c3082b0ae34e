import { checkedPeriod } from "./period";
import { WindowSum } from "./window-sum";

/**
 * Realised volatility: the root of the mean squared logarithmic return of the last `period` returns, a fraction per bar
 * (Andersen, Bollerslev, Diebold and Labys, Econometrica 2003, whose realised variance is the sum of these squares; the
 * mean return is not taken away). For a year multiply by the root of the bars in a year: `Math.sqrt(365.0 * 24.0)` for
 * hourly bars that never stop. NaN until `period` + 1 inputs were seen. No seed.
 */
@final
export class RealisedVolatility {
  /** The latest volatility per bar. */
  value: f64 = NaN;
  readonly period: i32;
  private previous: f64 = NaN;
  private squares: WindowSum;

  constructor(period: i32) {
    this.period = checkedPeriod("RealisedVolatility", period);
    this.squares = new WindowSum(period);
  }

  /** Takes one price a bar and returns the volatility. NaN, and a price that is not above 0, change nothing. */
  update(price: f64): f64 {
    if (!(price > 0.0)) return NaN;
    const previous = this.previous;
    this.previous = price;
    if (isNaN(previous)) return NaN;
    const change = Math.log(price / previous);
    return (this.value = Math.sqrt(this.squares.update(change * change) / <f64>this.period));
  }
}
