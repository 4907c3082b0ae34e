import {
  type CandleColumns,
  firstBarAtOrAfter,
  type SeriesKey,
  sliceColumns,
  type Timeframe,
  timeframeMs,
} from "@rara-trading/domain";

const HOUR_MS = 3_600_000;

/** The bars of one series that share a file: a UTC year (`2024`), or below 1h a UTC month (`2024-01`). */
export interface CandlePartition {
  readonly name: string;
  readonly candles: CandleColumns;
}

/**
 * Returns the folder of a partition below the store's root, in Hive form:
 * `exchange=binance/symbol=BTC%2FUSDT%3AUSDT/timeframe=1m/year=2024`. Symbols are percent-encoded as in a URL
 * (`/` %2F, `:` %3A, `^` %5E), which DuckDB, pyarrow and polars decode by themselves. Every series has the same four
 * keys, because those readers refuse one glob over files whose keys differ; so a month stands in the file's name only.
 */
export function partitionFolder({ instrument, timeframe }: SeriesKey, partition: string): string {
  const colon = instrument.indexOf(":");
  const [exchange, symbol] = [instrument.slice(0, colon), instrument.slice(colon + 1)].map(encodeURIComponent);
  return `exchange=${exchange}/symbol=${symbol}/timeframe=${timeframe}/year=${partition.slice(0, 4)}`;
}

/** Returns the partition that a bar belongs to. */
function partitionName(timeframe: Timeframe, openTimeMs: number): string {
  return new Date(openTimeMs).toISOString().slice(0, timeframeMs(timeframe) < HOUR_MS ? 7 : 4);
}

/** Returns when the partition after that of `openTimeMs` begins. */
function nextPartitionMs(timeframe: Timeframe, openTimeMs: number): number {
  const date = new Date(openTimeMs);
  const year = date.getUTCFullYear();
  return timeframeMs(timeframe) < HOUR_MS ? Date.UTC(year, date.getUTCMonth() + 1) : Date.UTC(year + 1, 0);
}

/** Cuts sorted bars into partitions, as views on the same memory. */
export function partitionCandles(timeframe: Timeframe, candles: CandleColumns): readonly CandlePartition[] {
  const partitions: CandlePartition[] = [];
  let from = 0;
  while (from < candles.length) {
    const openTimeMs = candles.openTimeMs[from] ?? NaN;
    const to = firstBarAtOrAfter(candles, nextPartitionMs(timeframe, openTimeMs));
    partitions.push({ name: partitionName(timeframe, openTimeMs), candles: sliceColumns(candles, from, to) });
    from = to;
  }
  return partitions;
}
