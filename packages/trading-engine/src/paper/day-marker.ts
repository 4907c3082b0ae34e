import { type Candle, type Timeframe, timeframeMs, utcDay } from "@rara-trading/domain";
import type { DayMark } from "../events/session-events.ts";

/**
 * Finds the last close of each UTC day that has bars, as the daily returns of a backtest do. A day is known to be
 * over when a bar closes at its midnight, when a bar of a later day opens, or when the session ends.
 */
export class DayMarker {
  readonly #timeframeMs: number;
  readonly #fromMs: number;
  #open: DayMark | undefined;

  /** Marks bars that open at or after `fromMs` only. */
  constructor(timeframe: Timeframe, fromMs: number) {
    this.#timeframeMs = timeframeMs(timeframe);
    this.#fromMs = fromMs;
  }

  /** Returns the mark of the day that ends because a bar opens at `openTimeMs`, if one was still open. */
  before(openTimeMs: number): DayMark | undefined {
    if (this.#open === undefined || utcDay(this.#open.barOpenTimeMs) === utcDay(openTimeMs)) return undefined;
    return this.close();
  }

  /** Takes the account at a bar's close and returns the day's mark when that close ends the day. */
  after(bar: Candle, equity: number, position: number): DayMark | undefined {
    if (bar.openTimeMs < this.#fromMs) return undefined;
    this.#open = { barOpenTimeMs: bar.openTimeMs, equity, position, close: bar.close };
    return utcDay(bar.openTimeMs + this.#timeframeMs) === utcDay(bar.openTimeMs) ? undefined : this.close();
  }

  /** Returns the mark of the day under way, if there is one, as its last. */
  close(): DayMark | undefined {
    const mark = this.#open;
    this.#open = undefined;
    return mark;
  }
}
