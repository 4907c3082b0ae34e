import type { CandleColumns } from "@rara-trading/domain";

const COLUMNS = ["openTimeMs", "open", "high", "low", "close", "volume"] as const;

const fixedBuffers = new WeakSet<ArrayBufferLike>();

/**
 * Promises that the bars, and whatever else lies in the same memory, never change again. A thread that runs many
 * sessions over them then keeps its copy from one run to the next.
 */
export function declareFixed(candles: CandleColumns): void {
  for (const name of COLUMNS) fixedBuffers.add(candles[name].buffer);
}

/** Whether somebody has promised that these bars never change. */
export function areFixed(candles: CandleColumns): boolean {
  return COLUMNS.every((name) => fixedBuffers.has(candles[name].buffer));
}

/** Whether both are the same bars in the same memory. */
export function isSameMemory(a: CandleColumns, b: CandleColumns): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    COLUMNS.every((name) => a[name].buffer === b[name].buffer && a[name].byteOffset === b[name].byteOffset)
  );
}

/** Whether no column is shorter than the bars say; the bar-by-bar way refuses what is missing. */
export function areWhole(candles: CandleColumns): boolean {
  return COLUMNS.every((name) => candles[name].length >= candles.length);
}
