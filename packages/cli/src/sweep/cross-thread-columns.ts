import type { CandleColumns } from "@rara-trading/domain";

const COLUMNS = ["openTimeMs", "open", "high", "low", "close", "volume"] as const;

/** Returns the bars in memory that threads share, where posting copies nothing: themselves if they lie in such memory. */
export function crossThreadColumns(candles: CandleColumns): CandleColumns {
  if (COLUMNS.every((name) => candles[name].buffer instanceof SharedArrayBuffer)) return candles;
  const { length } = candles;
  const bytes = length * Float64Array.BYTES_PER_ELEMENT;
  const memory = new SharedArrayBuffer(bytes * COLUMNS.length);
  const column = (name: (typeof COLUMNS)[number]): Float64Array => {
    const shared = new Float64Array(memory, COLUMNS.indexOf(name) * bytes, length);
    shared.set(candles[name].subarray(0, length));
    return shared;
  };
  return {
    length,
    openTimeMs: column("openTimeMs"),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}
