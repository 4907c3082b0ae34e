// The candles that have closed, as a strategy sees them: k bars ago, k = 0 being the bar that just closed.
// What a strategy never reads is not kept: the compile step serves ./candle-columns, which says of each column how far
// back its source looks. A column that is read beyond the newest bar has a ring of 4,096 rows in static memory, so every
// address is known at compile time and a read is O(1). Nothing later than the newest closed bar is ever in this memory.
import { BAR_INDEX, CLOSE, HIGH, LOW, OPEN, TIME, VOLUME } from "./candle-columns";

/** Rows kept: a power of two, so that a row number is a mask away from its place. */
// @ts-ignore: decorator
@inline const ROWS: i32 = 4096;
// @ts-ignore: decorator
@inline const ROW_MASK: i32 = ROWS - 1;
// @ts-ignore: decorator
@inline const RING_BYTES: i32 = ROWS * 8;
/** A column of which only the newest value is read. */
// @ts-ignore: decorator
@inline const NEWEST: i32 = 1;
/** A column of which earlier values are read. */
// @ts-ignore: decorator
@inline const EARLIER: i32 = 2;

// @ts-ignore: decorator
@lazy const times: usize = memory.data(RING_BYTES, 16);
// @ts-ignore: decorator
@lazy const opens: usize = memory.data(RING_BYTES, 16);
// @ts-ignore: decorator
@lazy const highs: usize = memory.data(RING_BYTES, 16);
// @ts-ignore: decorator
@lazy const lows: usize = memory.data(RING_BYTES, 16);
// @ts-ignore: decorator
@lazy const closes: usize = memory.data(RING_BYTES, 16);
// @ts-ignore: decorator
@lazy const volumes: usize = memory.data(RING_BYTES, 16);

let newestIndex: i32 = -1;
let newestTime: f64 = NaN;
let newestOpen: f64 = NaN;
let newestHigh: f64 = NaN;
let newestLow: f64 = NaN;
let newestClose: f64 = NaN;
let newestVolume: f64 = NaN;

// @ts-ignore: decorator
@inline function read(ring: usize, barsAgo: i32): f64 {
  // The unsigned comparison also answers NaN to a negative k: there is no future to ask for.
  if (<u32>barsAgo >= <u32>ROWS || barsAgo > newestIndex) return NaN;
  return load<f64>(ring + (<usize>((newestIndex - barsAgo) & ROW_MASK) << 3));
}

// @ts-ignore: decorator
@inline function keep(ring: usize, index: i32, value: f64): void {
  store<f64>(ring + (<usize>(index & ROW_MASK) << 3), value);
}

/** Open time of the bar `barsAgo` bars ago, in epoch milliseconds; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function time(barsAgo: i32 = 0): f64 {
  return TIME == EARLIER ? read(times, barsAgo) : newestTime;
}

/** Opening price `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function open(barsAgo: i32 = 0): f64 {
  return OPEN == EARLIER ? read(opens, barsAgo) : newestOpen;
}

/** Highest price of the bar `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function high(barsAgo: i32 = 0): f64 {
  return HIGH == EARLIER ? read(highs, barsAgo) : newestHigh;
}

/** Lowest price of the bar `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function low(barsAgo: i32 = 0): f64 {
  return LOW == EARLIER ? read(lows, barsAgo) : newestLow;
}

/** Closing price `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function close(barsAgo: i32 = 0): f64 {
  return CLOSE == EARLIER ? read(closes, barsAgo) : newestClose;
}

/** Volume of the bar `barsAgo` bars ago; NaN beyond what is kept. */
// @ts-ignore: decorator
@inline export function volume(barsAgo: i32 = 0): f64 {
  return VOLUME == EARLIER ? read(volumes, barsAgo) : newestVolume;
}

/** Number of the bar that just closed: 0 for the first, -1 before it. */
// @ts-ignore: decorator
@inline export function barIndex(): i32 {
  return newestIndex;
}

/** Takes the next closed bar. For entry.ts only: strategies can import nothing but what rara.ts exports. */
// @ts-ignore: decorator
@inline export function pushCandle(openTimeMs: f64, open: f64, high: f64, low: f64, close: f64, volume: f64): void {
  const index = newestIndex + 1;
  if (BAR_INDEX) newestIndex = index;
  if (TIME == EARLIER) keep(times, index, openTimeMs);
  else if (TIME == NEWEST) newestTime = openTimeMs;
  if (OPEN == EARLIER) keep(opens, index, open);
  else if (OPEN == NEWEST) newestOpen = open;
  if (HIGH == EARLIER) keep(highs, index, high);
  else if (HIGH == NEWEST) newestHigh = high;
  if (LOW == EARLIER) keep(lows, index, low);
  else if (LOW == NEWEST) newestLow = low;
  if (CLOSE == EARLIER) keep(closes, index, close);
  else if (CLOSE == NEWEST) newestClose = close;
  if (VOLUME == EARLIER) keep(volumes, index, volume);
  else if (VOLUME == NEWEST) newestVolume = volume;
}
