import { checkedPeriod } from "./period";

/** The input `period` bars ago. NaN until `period` + 1 inputs were seen. */
@final
export class Lag {
  /** The latest answer. */
  value: f64 = NaN;
  readonly period: i32;
  private window: StaticArray<f64>;
  private next: i32 = 0;
  private count: i32 = 0;

  constructor(period: i32) {
    this.period = checkedPeriod("Lag", period);
    this.window = new StaticArray<f64>(period);
  }

  /** Takes one input a bar and returns the one `period` bars before it. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const next = this.next;
    if (this.count == this.period) this.value = unchecked(this.window[next]);
    else this.count++;
    unchecked((this.window[next] = x));
    this.next = next + 1 == this.period ? 0 : next + 1;
    return this.value;
  }
}
