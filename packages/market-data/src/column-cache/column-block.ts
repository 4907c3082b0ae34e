import type { CandleColumns } from "@rara-trading/domain";

/** The columns of a bar, in the order of every file that this package writes. */
export const COLUMN_NAMES = ["openTimeMs", "open", "high", "low", "close", "volume"] as const;

/** Returns zeroed columns on one SharedArrayBuffer, so that worker threads which are sent them share the memory. */
export function columnBlock(length: number): CandleColumns {
  const columnBytes = length * Float64Array.BYTES_PER_ELEMENT;
  const buffer = new SharedArrayBuffer(COLUMN_NAMES.length * columnBytes);
  const column = (k: number): Float64Array => new Float64Array(buffer, k * columnBytes, length);
  return {
    length,
    openTimeMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}
