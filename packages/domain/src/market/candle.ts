/** One closed bar. Prices in quote currency, volume in the unit of its source. */
export interface Candle {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Bars as columns of equal length, sorted by open time: what the simulation and the search read. */
export interface CandleColumns {
  readonly length: number;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

const NAMES = ["openTimeMs", "open", "high", "low", "close", "volume"] as const;

/** Returns zeroed columns for `length` bars. */
export function emptyColumns(length: number): CandleColumns {
  const column = (): Float64Array => new Float64Array(length);
  return {
    length,
    openTimeMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** Returns the bars as columns. */
export function columnsOf(candles: readonly Candle[]): CandleColumns {
  const columns = emptyColumns(candles.length);
  for (const [i, candle] of candles.entries()) for (const name of NAMES) columns[name][i] = candle[name];
  return columns;
}

/** Returns bars `from` (inclusive) to `to` (exclusive) as views on the same memory. */
export function sliceColumns(columns: CandleColumns, from: number, to: number): CandleColumns {
  const view = (name: (typeof NAMES)[number]): Float64Array => columns[name].subarray(from, to);
  const openTimeMs = view("openTimeMs");
  return {
    length: openTimeMs.length,
    openTimeMs,
    open: view("open"),
    high: view("high"),
    low: view("low"),
    close: view("close"),
    volume: view("volume"),
  };
}

/** Returns bar `index` as an object. @throws RangeError outside the columns. */
export function candleAt(columns: CandleColumns, index: number): Candle {
  const read = (name: (typeof NAMES)[number]): number => {
    const value = columns[name][index];
    if (value === undefined) throw new RangeError(`Expected a bar index below ${columns.length}, found ${index}`);
    return value;
  };
  return {
    openTimeMs: read("openTimeMs"),
    open: read("open"),
    high: read("high"),
    low: read("low"),
    close: read("close"),
    volume: read("volume"),
  };
}

/** Returns the index of the first bar that opens at or after `atMs` (the length when none does). */
export function firstBarAtOrAfter(columns: CandleColumns, atMs: number): number {
  let low = 0;
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((columns.openTimeMs[middle] ?? Infinity) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
