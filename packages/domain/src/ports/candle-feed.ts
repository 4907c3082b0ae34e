import type { Candle } from "../market/candle.ts";

/** A source of closed bars in order: history replayed, or a venue's live stream. */
export interface CandleFeed {
  /** Yields each bar once it has closed, in order and without duplicates, until the feed ends or `signal` aborts. */
  candles(signal: AbortSignal): AsyncIterable<Candle>;
}
