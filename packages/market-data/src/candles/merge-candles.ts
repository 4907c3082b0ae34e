import type { CandleColumns } from "@rara-trading/domain";
import { CandleBuilder } from "./candle-builder.ts";

/** Stored bars and new ones brought together. */
export interface CandleMerge {
  /** Every stored bar as it was, and every new one, sorted. */
  readonly candles: CandleColumns;
  readonly added: number;
  readonly unchanged: number;
  /** Open times of new bars that are stored with other values; `candles` keeps the stored ones. */
  readonly conflictsMs: readonly number[];
}

function sameBar(a: CandleColumns, i: number, b: CandleColumns, j: number): boolean {
  return (
    a.open[i] === b.open[j] &&
    a.high[i] === b.high[j] &&
    a.low[i] === b.low[j] &&
    a.close[i] === b.close[j] &&
    a.volume[i] === b.volume[j]
  );
}

function pushBar(builder: CandleBuilder, from: CandleColumns, i: number): void {
  builder.push(
    from.openTimeMs[i] ?? NaN,
    from.open[i] ?? NaN,
    from.high[i] ?? NaN,
    from.low[i] ?? NaN,
    from.close[i] ?? NaN,
    from.volume[i] ?? NaN,
  );
}

/** Returns the union of two sorted series in which stored bars always win. */
export function mergeCandles(stored: CandleColumns, fresh: CandleColumns): CandleMerge {
  const builder = new CandleBuilder();
  const conflictsMs: number[] = [];
  let unchanged = 0;
  let i = 0;
  let j = 0;
  while (i < stored.length || j < fresh.length) {
    const storedMs = stored.openTimeMs[i] ?? Infinity;
    const freshMs = fresh.openTimeMs[j] ?? Infinity;
    if (freshMs < storedMs) {
      pushBar(builder, fresh, j++);
      continue;
    }
    if (freshMs === storedMs) {
      if (sameBar(stored, i, fresh, j)) unchanged++;
      else conflictsMs.push(freshMs);
      j++;
    }
    pushBar(builder, stored, i++);
  }
  return { candles: builder.finish(), added: builder.length - stored.length, unchanged, conflictsMs };
}
