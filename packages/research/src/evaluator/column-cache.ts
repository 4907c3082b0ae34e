import { assertNever, type CandleColumns } from "@rara-trading/domain";
import { dayEndIndices } from "@rara-trading/simulation";
import { seriesText } from "../hypothesis/canonical-text.ts";
import type { Series } from "../hypothesis/series.ts";
import { averageTrueRangeColumn, differenceColumn, indicatorColumn, ratioColumn } from "./series-column.ts";

/** Bytes of columns kept when nothing else is said: some 2,700 columns of 3,000 bars. */
const COLUMN_CACHE_BYTES_MAX = 64 * 1024 * 1024;

/** The columns of all series asked for over one stretch of bars, each computed once; the least recently used go first. */
export class ColumnCache {
  readonly candles: CandleColumns;
  /** Index of the last bar of each UTC day. */
  readonly dayEnds: Int32Array;
  readonly #bytesMax: number;
  readonly #columns = new Map<string, Float64Array>();
  #bytes = 0;
  #computed = 0;

  constructor(candles: CandleColumns, bytesMax: number = COLUMN_CACHE_BYTES_MAX) {
    this.candles = candles;
    this.dayEnds = dayEndIndices(candles.openTimeMs);
    this.#bytesMax = bytesMax;
  }

  /** Bytes of the columns kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Columns computed so far, those computed again included. */
  get computed(): number {
    return this.#computed;
  }

  /** Returns the values of a series, one a bar, NaN where it has none. Do not write to it. */
  column(series: Series): Float64Array {
    switch (series.kind) {
      case "price":
        return this.candles[series.field];
      case "volume":
        return this.candles.volume;
      case "indicator":
      case "average-true-range":
      case "ratio":
      case "difference":
        return this.#cached(series);
      default:
        return assertNever(series);
    }
  }

  #cached(series: Exclude<Series, { readonly kind: "price" | "volume" }>): Float64Array {
    const key = seriesText(series);
    const found = this.#columns.get(key);
    if (found !== undefined) {
      this.#columns.delete(key);
      this.#columns.set(key, found);
      return found;
    }
    const column = this.#compute(series);
    this.#computed++;
    this.#bytes += column.byteLength;
    this.#columns.set(key, column);
    this.#evict();
    return column;
  }

  #compute(series: Exclude<Series, { readonly kind: "price" | "volume" }>): Float64Array {
    switch (series.kind) {
      case "indicator":
        return indicatorColumn(series.name, this.column(series.input), series.period);
      case "average-true-range":
        return averageTrueRangeColumn(this.candles, series.period);
      case "ratio":
        return ratioColumn(this.column(series.left), this.column(series.right));
      case "difference":
        return differenceColumn(this.column(series.left), this.column(series.right));
      default:
        return assertNever(series);
    }
  }

  #evict(): void {
    for (const [key, column] of this.#columns) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#columns.delete(key);
      this.#bytes -= column.byteLength;
    }
  }
}
