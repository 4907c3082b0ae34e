import type { CandleColumns } from "../market/candle.ts";
import type { InstrumentId } from "../market/instrument-id.ts";
import type { TimeRange } from "../market/time-range.ts";
import type { Timeframe } from "../market/timeframe.ts";

/** Which bars: one instrument at one timeframe. */
export interface SeriesKey {
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
}

/** What a write did. Stored bars are never changed by `append`: a bar that differs is a conflict and stays as it was. */
export interface AppendReport {
  readonly added: number;
  readonly unchanged: number;
  /** Open times of bars that are stored with other values. */
  readonly conflictsMs: readonly number[];
}

/** A stretch with bars missing, by open time: `fromMs` is the first missing bar, `toMs` the next stored one. */
export interface CandleGap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly missingBars: number;
}

/** What is stored of a series. */
export interface SeriesInfo extends SeriesKey {
  readonly count: number;
  readonly firstOpenTimeMs: number;
  readonly lastOpenTimeMs: number;
  readonly gaps: readonly CandleGap[];
  readonly missingBars: number;
}

/** Where candles are kept. Several processes may use one store at once. */
export interface CandleStore extends AsyncDisposable {
  /** Adds bars (sorted, aligned, valid). Either all new bars are stored durably or, on a conflict or fault, none. */
  append(series: SeriesKey, candles: CandleColumns): Promise<AppendReport>;
  /** Returns the bars of a range, sorted. @throws RaraError `data.unknown-series` when nothing is stored of the series. */
  load(series: SeriesKey, range: TimeRange): Promise<CandleColumns>;
  /** Returns what is stored, sorted by instrument and timeframe. */
  info(): Promise<readonly SeriesInfo[]>;
}
