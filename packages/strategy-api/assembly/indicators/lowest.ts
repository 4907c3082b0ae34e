import { checkedPeriod } from "./period";

/**
 * The lowest of the last `period` inputs, the current one included. NaN until `period` inputs were seen.
 * Kept by a monotonic deque in a ring: an input that a later one reaches from above can never be the answer again, so each enters
 * and leaves once, and an update costs O(1) on average. Among equals the newest stays.
 */
@final
export class Lowest {
  /** The latest lowest. */
  value: f64 = NaN;
  readonly period: i32;
  private inputs: StaticArray<f64>;
  private indices: StaticArray<i32>;
  /** Place of the oldest candidate in the ring. */
  private head: i32 = 0;
  private length: i32 = 0;
  private count: i32 = 0;

  constructor(period: i32) {
    this.period = checkedPeriod("Lowest", period);
    this.inputs = new StaticArray<f64>(period);
    this.indices = new StaticArray<i32>(period);
  }

  /** Takes one input a bar and returns the lowest. NaN changes nothing. */
  update(x: f64): f64 {
    if (isNaN(x)) return NaN;
    const index = this.count++;
    if (this.length > 0 && unchecked(this.indices[this.head]) + this.period <= index) {
      this.head = this.wrapped(this.head + 1);
      this.length--;
    }
    while (this.length > 0 && unchecked(this.inputs[this.wrapped(this.head + this.length - 1)]) >= x) this.length--;
    const tail = this.wrapped(this.head + this.length);
    unchecked((this.inputs[tail] = x));
    unchecked((this.indices[tail] = index));
    this.length++;
    if (index + 1 >= this.period) this.value = unchecked(this.inputs[this.head]);
    return this.value;
  }

  private wrapped(place: i32): i32 {
    return place >= this.period ? place - this.period : place;
  }
}
