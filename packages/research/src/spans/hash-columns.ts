import { createHash } from "node:crypto";
import type { CandleColumns } from "@rara-trading/domain";

/** Returns the sha256 of bars: of their number, then of every column's float64 values (little-endian) in order. */
export function hashColumns(columns: CandleColumns): string {
  const hash = createHash("sha256").update(`${columns.length}\n`);
  const { openTimeMs, open, high, low, close, volume } = columns;
  for (const column of [openTimeMs, open, high, low, close, volume]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest("hex");
}
