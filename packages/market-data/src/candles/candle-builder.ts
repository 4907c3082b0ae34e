import { type CandleColumns, emptyColumns, sliceColumns } from "@rara-trading/domain";

const CAPACITY_START = 4096;

/** Collects bars into columns whose number is not known beforehand. */
export class CandleBuilder {
  #columns: CandleColumns = emptyColumns(CAPACITY_START);
  #length = 0;

  /** Returns how many bars were added. */
  get length(): number {
    return this.#length;
  }

  /** Adds one bar at the end; checks nothing. */
  push(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    if (this.#length === this.#columns.length) this.#grow();
    const i = this.#length++;
    this.#columns.openTimeMs[i] = openTimeMs;
    this.#columns.open[i] = open;
    this.#columns.high[i] = high;
    this.#columns.low[i] = low;
    this.#columns.close[i] = close;
    this.#columns.volume[i] = volume;
  }

  /** Returns the bars added so far. */
  finish(): CandleColumns {
    return sliceColumns(this.#columns, 0, this.#length);
  }

  #grow(): void {
    const larger = emptyColumns(this.#columns.length * 2);
    larger.openTimeMs.set(this.#columns.openTimeMs);
    larger.open.set(this.#columns.open);
    larger.high.set(this.#columns.high);
    larger.low.set(this.#columns.low);
    larger.close.set(this.#columns.close);
    larger.volume.set(this.#columns.volume);
    this.#columns = larger;
  }
}
