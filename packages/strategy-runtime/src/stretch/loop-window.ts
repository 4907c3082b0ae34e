import type { CandleColumns } from "@rara-trading/domain";
import { RecordedFills } from "./fill-record.ts";
import { areFixed, areWhole, isSameMemory } from "./fixed-columns.ts";
import {
  BAR_UNDER_WAY_ADDRESS,
  columnAddress,
  FILL_BYTES_ADDRESS,
  FILL_BARS,
  type StretchColumn,
  WINDOW_BARS,
  WINDOW_PAGES,
} from "./stretch-layout.ts";

/**
 * The memory of a thread's loops: bars come in a piece at a time, equity and fills come back. One for all strategies,
 * because each memory reserves gigabytes of addresses; none of them can reach it.
 */
export class LoopWindow {
  readonly memory = new WebAssembly.Memory({ initial: WINDOW_PAGES, maximum: WINDOW_PAGES });
  readonly equity = this.#column("equity");
  /** Offset of the bar in which the strategy was called last. */
  readonly barUnderWay = new Int32Array(this.memory.buffer, BAR_UNDER_WAY_ADDRESS, 1);
  /** Bytes of the fills recorded. */
  readonly fillBytes = new Int32Array(this.memory.buffer, FILL_BYTES_ADDRESS, 1);
  /** The whole memory as numbers. */
  readonly cells = new Float64Array(this.memory.buffer);
  /** The fills recorded, once somebody has set how many there are. */
  readonly fills = new RecordedFills(this.cells);
  /** Whether a loop is in the middle of a call. */
  busy = false;
  /** Index of the bar in the first cell. */
  start = 0;
  /** Index behind the last bar in memory that the loop may take: never behind a bar that is not finite. */
  end = 0;
  readonly #columns = {
    openTimeMs: this.#column("openTimeMs"),
    open: this.#column("open"),
    high: this.#column("high"),
    low: this.#column("low"),
    close: this.#column("close"),
    volume: this.#column("volume"),
  };
  #candles: CandleColumns | undefined;
  #holder = 0;
  #keeps = false;

  /**
   * Brings the bars from `from` on in, for the loop of that number; false when a column lacks some of them or the first
   * is not finite.
   */
  hold(holder: number, candles: CandleColumns, from: number): boolean {
    if (holder !== this.#holder || candles !== this.#candles) {
      if (!areWhole(candles)) return false;
      this.#change(holder, candles);
    }
    if (from < this.start || from >= this.end) this.#fill(candles, from);
    return from < this.end;
  }

  /** What lies here stays only if it is the same and its owner has promised not to change it. */
  #change(holder: number, candles: CandleColumns): void {
    const before = this.#candles;
    const same = this.#keeps && before !== undefined && isSameMemory(before, candles);
    this.#holder = holder;
    this.#candles = candles;
    if (same) return;
    this.#keeps = candles.length <= WINDOW_BARS && areFixed(candles);
    this.start = 0;
    this.end = 0;
  }

  /** Kept bars lie one behind the other; others take the place of those before, which stays in the core's cache. */
  #fill(candles: CandleColumns, from: number): void {
    if (!this.#keeps || from !== this.end) {
      this.start = from - (from % FILL_BARS);
      this.end = this.start;
      this.#keeps &&= this.start === 0;
    }
    const first = this.end;
    const end = Math.min(first + FILL_BARS, candles.length);
    const cell = first - this.start;
    this.#columns.openTimeMs.set(candles.openTimeMs.subarray(first, end), cell);
    this.#columns.open.set(candles.open.subarray(first, end), cell);
    this.#columns.high.set(candles.high.subarray(first, end), cell);
    this.#columns.low.set(candles.low.subarray(first, end), cell);
    this.#columns.close.set(candles.close.subarray(first, end), cell);
    this.#columns.volume.set(candles.volume.subarray(first, end), cell);
    this.end = first + this.#finiteBars(cell, end - first);
  }

  /** The bars from a cell on before the first one that `BarEngine` refuses, so that the loop need not look at each. */
  #finiteBars(cell: number, bars: number): number {
    // What is not finite, taken from itself, is not 0, and no further addition makes it so.
    let apart = 0;
    for (let i = cell; i < cell + bars; i++) {
      const sum = this.#sumOf(i);
      apart += sum - sum;
    }
    if (apart === 0) return bars;
    let finite = 0;
    while (finite < bars && Number.isFinite(this.#sumOf(cell + finite))) finite++;
    return finite;
  }

  /** The sum that `BarEngine` looks at. */
  #sumOf(cell: number): number {
    const { openTimeMs, open, high, low, close } = this.#columns;
    return at(openTimeMs, cell) + at(open, cell) + at(high, cell) + at(low, cell) + at(close, cell);
  }

  #column(name: StretchColumn): Float64Array {
    return new Float64Array(this.memory.buffer, columnAddress(name), WINDOW_BARS);
  }
}

function at(column: Float64Array, i: number): number {
  return column[i] ?? Number.NaN;
}

let ofThisThread: LoopWindow | undefined;

/** Returns the window that all loops of this thread share. */
export function threadWindow(): LoopWindow {
  return (ofThisThread ??= new LoopWindow());
}
