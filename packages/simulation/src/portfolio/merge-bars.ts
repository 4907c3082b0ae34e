import {
  type Candle,
  type CandleColumns,
  type InstrumentId,
  sliceColumns,
  type Timeframe,
  timeframeMs,
} from "@rara-trading/domain";
import type { ClosedBar } from "./portfolio-engine.ts";

/** The stored bars of one instrument and timeframe. */
export interface BarSeries {
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly candles: CandleColumns;
  /** The finest stored bars of the same instrument, by which fills inside a bar are resolved. */
  readonly finer?: CandleColumns;
}

/** Bars that closed at one time, in the order in which an account takes them. */
export interface ClosedBars {
  readonly closeTimeMs: number;
  readonly bars: readonly ClosedBar[];
}

/** A series and how far it was read. */
class SeriesCursor {
  readonly #series: BarSeries;
  readonly #barMs: number;
  #next = 0;
  #finerNext = 0;

  constructor(series: BarSeries) {
    this.#series = series;
    this.#barMs = timeframeMs(series.timeframe);
  }

  /** When the next bar closes; infinity after the last. */
  get closeTimeMs(): number {
    const openTimeMs = this.#series.candles.openTimeMs[this.#next];
    return openTimeMs === undefined ? Infinity : openTimeMs + this.#barMs;
  }

  take(): ClosedBar {
    const { instrument, timeframe, candles, finer } = this.#series;
    const candle = this.#candle(candles, this.#next++);
    if (finer === undefined) return { instrument, timeframe, candle };
    const times = finer.openTimeMs;
    while ((times[this.#finerNext] ?? Infinity) < candle.openTimeMs) this.#finerNext++;
    const from = this.#finerNext;
    while ((times[this.#finerNext] ?? Infinity) < candle.openTimeMs + this.#barMs) this.#finerNext++;
    if (from === this.#finerNext) return { instrument, timeframe, candle };
    return { instrument, timeframe, candle, finer: sliceColumns(finer, from, this.#finerNext) };
  }

  /** Spelt out: `candleAt` reads its columns by name, which costs more than the rest of the merge. */
  #candle({ openTimeMs, open, high, low, close, volume }: CandleColumns, index: number): Candle {
    return {
      openTimeMs: openTimeMs[index] ?? NaN,
      open: open[index] ?? NaN,
      high: high[index] ?? NaN,
      low: low[index] ?? NaN,
      close: close[index] ?? NaN,
      volume: volume[index] ?? NaN,
    };
  }
}

function inOrder(a: BarSeries, b: BarSeries): number {
  if (a.instrument !== b.instrument) return a.instrument < b.instrument ? -1 : 1;
  return timeframeMs(a.timeframe) - timeframeMs(b.timeframe);
}

/**
 * Yields the bars of several series by close time. Those that close together come in one batch, by instrument id and
 * then the shorter timeframe, whatever the order of the series: the same bars always make the same run.
 */
export function* mergeBars(series: readonly BarSeries[]): Generator<ClosedBars, void> {
  const cursors = series.toSorted(inOrder).map((one) => new SeriesCursor(one));
  for (;;) {
    let closeTimeMs = Infinity;
    for (const cursor of cursors) closeTimeMs = Math.min(closeTimeMs, cursor.closeTimeMs);
    if (closeTimeMs === Infinity) return;
    const bars: ClosedBar[] = [];
    for (const cursor of cursors) if (cursor.closeTimeMs === closeTimeMs) bars.push(cursor.take());
    yield { closeTimeMs, bars };
  }
}
