/** Bars that are brought into the window at a time; their columns fit into a core's second cache. */
export const FILL_BARS = 4096;

/** Bars that the window has room for: a series of so many may stay from one run to the next. */
export const WINDOW_BARS = 16 * FILL_BARS;

/** Bytes of a bar in a column, and of any other number. */
export const CELL_BYTES = 8;

/** Numbers that the host and the trusted code exchange, in the order in which they lie in memory. */
const SLOTS = [
  "cash",
  "lots",
  "position",
  "entryPrice",
  "peakEquity",
  "tradedNotional",
  "barsInPosition",
  "sequence",
  "lastTarget",
  "stopLoss",
  "stopSequence",
  "takeProfit",
  "takeProfitSequence",
  "exitLots",
  "exitSequence",
  "entryLots",
  "entrySequence",
  "buyFactor",
  "sellFactor",
  "feeRate",
  "equityFraction",
  "lotsPerUnit",
  "guarded",
  "ruinEquity",
  "decideFromMs",
  "target",
  "refusedLevels",
] as const;

/** Name of such a number. */
export type Slot = (typeof SLOTS)[number];

/** Address of an i32: the offset of the bar under way. */
export const BAR_UNDER_WAY_ADDRESS = 0;
/** Address of an i32: how many bytes of fills were recorded. */
export const FILL_BYTES_ADDRESS = 4;

const SLOTS_ADDRESS = 8;

const SLOT_CELLS = new Map(SLOTS.map((slot, i) => [slot, SLOTS_ADDRESS / CELL_BYTES + i]));

/** Returns the index of a slot among the window's 8-byte cells. */
export function slotCell(slot: Slot): number {
  return SLOT_CELLS.get(slot) ?? Number.NaN;
}

/** What is recorded of a fill, in the order in which it lies in memory. */
export const FILL_FIELDS = [
  "sequence",
  "barOpenTimeMs",
  "purpose",
  "isBuy",
  "quantity",
  "price",
  "feeQuote",
  "realizedPnlQuote",
  "positionAfter",
] as const;

/** Purposes of fills, by the number that stands in their record. */
export const FILL_PURPOSES = ["entry", "exit", "stop-loss", "take-profit"] as const;

/** Bytes of a fill's record. */
export const FILL_BYTES = FILL_FIELDS.length * CELL_BYTES;

/** Fills of a bar at most: an exit, an entry and a protective order. */
export const BAR_FILLS_MAX = 3;

/** Fills that a stretch has room for; it ends before a bar for which there may be none. */
export const STRETCH_FILLS_MAX = 512;

/** Address of the first fill's record. */
export const FILLS_ADDRESS = 512;
const COLUMNS_ADDRESS = FILLS_ADDRESS + STRETCH_FILLS_MAX * FILL_BYTES;
/** A power of two between columns would put all of them into the same few lines of the cache. */
const COLUMN_GAP_BYTES = 320;
const COLUMN_BYTES = WINDOW_BARS * CELL_BYTES + COLUMN_GAP_BYTES;
const PAGE_BYTES = 65_536;

/** Columns of candles, in the order of the arguments of `on_candle`. */
export const CANDLE_COLUMNS = ["openTimeMs", "open", "high", "low", "close", "volume"] as const;

/** Columns in the order in which they lie in memory. */
const STRETCH_COLUMNS = [...CANDLE_COLUMNS, "equity"] as const;

/** Name of a column. */
export type StretchColumn = (typeof STRETCH_COLUMNS)[number];

/** Returns the address of a column. */
export function columnAddress(name: StretchColumn): number {
  return COLUMNS_ADDRESS + STRETCH_COLUMNS.indexOf(name) * COLUMN_BYTES;
}

/** Pages of the window's memory. */
export const WINDOW_PAGES = Math.ceil((COLUMNS_ADDRESS + STRETCH_COLUMNS.length * COLUMN_BYTES) / PAGE_BYTES);
