// The candles that have closed, as a strategy sees them: k bars ago, k = 0 being the bar that just closed.
// Six rings of 4,096 rows lie in static memory, so every address is known at compile time and a read is O(1).
// Nothing later than the newest closed bar is ever in this memory.

/** Rows kept: a power of two, so that a row number is a mask away from its place. */
// @ts-ignore: decorator
@inline const ROWS: i32 = 4096;
// @ts-ignore: decorator
@inline const ROW_MASK: i32 = ROWS - 1;
// @ts-ignore: decorator
@inline const COLUMN_BYTES: i32 = ROWS * 8;

const rings: usize = memory.data(6 * COLUMN_BYTES, 16);

let newestIndex: i32 = -1;

// @ts-ignore: decorator
@inline function read(column: i32, barsAgo: i32): f64 {
  // The unsigned comparison also answers NaN to a negative k: there is no future to ask for.
  if (<u32>barsAgo >= <u32>ROWS || barsAgo > newestIndex) return NaN;
  return load<f64>(rings + <usize>(column * COLUMN_BYTES) + (<usize>((newestIndex - barsAgo) & ROW_MASK) << 3));
}

/** Open time of the bar `barsAgo` bars ago, in epoch milliseconds; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function time(barsAgo: i32 = 0): f64 {
  return read(0, barsAgo);
}

/** Opening price `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function open(barsAgo: i32 = 0): f64 {
  return read(1, barsAgo);
}

/** Highest price of the bar `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function high(barsAgo: i32 = 0): f64 {
  return read(2, barsAgo);
}

/** Lowest price of the bar `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function low(barsAgo: i32 = 0): f64 {
  return read(3, barsAgo);
}

/** Closing price `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function close(barsAgo: i32 = 0): f64 {
  return read(4, barsAgo);
}

/** Volume of the bar `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function volume(barsAgo: i32 = 0): f64 {
  return read(5, barsAgo);
}

/** Number of the bar that just closed: 0 for the first, -1 before it. */
// @ts-ignore: decorator
@inline export function barIndex(): i32 {
  return newestIndex;
}

/** Takes the next closed bar. For entry.ts only: strategies can import nothing but what rara.ts exports. */
export function pushCandle(openTimeMs: f64, open: f64, high: f64, low: f64, close: f64, volume: f64): void {
  const index = newestIndex + 1;
  const row = rings + (<usize>(index & ROW_MASK) << 3);
  newestIndex = index;
  store<f64>(row, openTimeMs);
  store<f64>(row, open, COLUMN_BYTES);
  store<f64>(row, high, 2 * COLUMN_BYTES);
  store<f64>(row, low, 3 * COLUMN_BYTES);
  store<f64>(row, close, 4 * COLUMN_BYTES);
  store<f64>(row, volume, 5 * COLUMN_BYTES);
}
