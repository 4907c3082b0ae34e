import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type Candle,
  candleAt,
  type CandleColumns,
  type CandleFeed,
  type Clock,
  firstBarAtOrAfter,
  RaraError,
} from "@rara-trading/domain";

/** Bars after which the event loop gets a turn, so that a replay at full speed can still be stopped. */
const TURN_EVERY_BARS = 256;

/** How to replay. */
export interface ReplayOptions {
  /** Bars a second, or as fast as they are taken. */
  readonly speed: "max" | number;
  readonly clock: Clock;
  /** Bars that open up to this time come at once whatever the speed: what a resumed session has traded already. */
  readonly atOnceUntilMs?: number;
}

/** Replays stored bars in order, as if each had just closed. */
export class ReplayFeed implements CandleFeed {
  readonly #candles: CandleColumns;
  readonly #options: ReplayOptions;

  /** @throws RaraError `data.replay-speed` unless the speed is `max` or above 0. */
  constructor(candles: CandleColumns, options: ReplayOptions) {
    const { speed } = options;
    if (speed !== "max" && !(speed > 0 && speed < Infinity)) {
      throw new RaraError(`Expected a speed of max or above 0 bars a second, found ${speed}`, {
        category: "usage",
        code: "data.replay-speed",
        hint: "Give --speed max or a number such as 10.",
      });
    }
    this.#candles = candles;
    this.#options = options;
  }

  /**
   * Yields the bars from the first one on; each call begins anew. Paced bar k is due k / speed seconds after the first,
   * so a slow consumer does not slow down the replay as a whole. Ends without an error when `signal` aborts.
   */
  async *candles(signal: AbortSignal): AsyncGenerator<Candle> {
    const { clock, atOnceUntilMs = -Infinity } = this.#options;
    const pacedFrom = firstBarAtOrAfter(this.#candles, atOnceUntilMs + 1);
    const startMs = clock.nowMs();
    for (let i = 0; i < this.#candles.length; i++) {
      if (i > 0) await this.#waitForBar(i, Math.max(0, i - pacedFrom), startMs, signal);
      if (signal.aborted) return;
      yield candleAt(this.#candles, i);
    }
  }

  async #waitForBar(index: number, paced: number, startMs: number, signal: AbortSignal): Promise<void> {
    const { speed, clock } = this.#options;
    const waitMs = speed === "max" ? 0 : startMs + (paced * 1000) / speed - clock.nowMs();
    if (waitMs > 0) {
      try {
        await clock.sleep(waitMs, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    } else if (index % TURN_EVERY_BARS === 0) await nextTurn();
  }
}
