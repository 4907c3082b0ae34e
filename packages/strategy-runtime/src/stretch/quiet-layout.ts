/** Bars that are brought into the loop's memory at a time; their columns fit into a core's second cache. */
export const FILL_BARS = 4096;

/** Bars that the loop's memory has room for: a series of so many may stay from one run to the next. */
export const WINDOW_BARS = 16 * FILL_BARS;

/** Bytes of a bar in a column. */
export const CELL_BYTES = 8;

/** Addresses of what the loop says besides its result; all else is columns. */
export const QuietSlot = { barUnderWay: 0, target: 8, peakEquity: 16 } as const;

const COLUMNS_ADDRESS = 64;
/** A power of two between columns would put all of them into the same few lines of the cache. */
const COLUMN_GAP_BYTES = 320;
const COLUMN_BYTES = WINDOW_BARS * CELL_BYTES + COLUMN_GAP_BYTES;
const PAGE_BYTES = 65_536;

/** Columns in the order in which they lie in memory; the first six are the arguments of `on_candle`. */
export const QUIET_COLUMNS = ["openTimeMs", "open", "high", "low", "close", "volume", "equity"] as const;

/** Name of a column. */
export type QuietColumn = (typeof QUIET_COLUMNS)[number];

/** Returns the address of a column. */
export function columnAddress(name: QuietColumn): number {
  return COLUMNS_ADDRESS + QUIET_COLUMNS.indexOf(name) * COLUMN_BYTES;
}

/** Pages of the loop's memory. */
export const WINDOW_PAGES = Math.ceil((COLUMNS_ADDRESS + QUIET_COLUMNS.length * COLUMN_BYTES) / PAGE_BYTES);
