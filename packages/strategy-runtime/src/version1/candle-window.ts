import { RaraError } from "@rara-trading/domain";

/** Bars that a version 1 strategy is shown on each call, the newest last. */
const WINDOW_BARS = 500;

/** Bytes that the text of one bar takes at most: six numbers of at most 25 characters, and the names. */
const BAR_BYTES_MAX = 256;
const ASCII = new TextEncoder();
const OPENING = 0x5b;
const CLOSING = 0x5d;
const MS_PER_SECOND = 1000;

/**
 * The last bars as the JSON array that version 1 takes. Every bar is printed once; the text of the window stays in one
 * piece, so that a call costs one copy instead of printing 500 bars.
 */
export class CandleWindow {
  // Twice the window, so that moving it to the front happens once in about 500 bars.
  readonly #text = new Uint8Array(2 * WINDOW_BARS * BAR_BYTES_MAX);
  readonly #lengths: number[] = [];
  #from = 0;
  #to = 0;

  /**
   * Takes one closed bar: open time in epoch milliseconds, which version 1 knows in whole seconds.
   * @throws RaraError `strategy.candle` for a number that JSON cannot spell.
   */
  push(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    const timestamp = Math.floor(openTimeMs / MS_PER_SECOND);
    const bar = { timestamp, open, high, low, close, volume };
    if (!Object.values(bar).every(Number.isFinite)) {
      throw new RaraError(`Expected a candle of finite numbers, found ${Object.values(bar).join(", ")}`, {
        category: "bug",
        code: "strategy.candle",
      });
    }
    if (this.#lengths.length === WINDOW_BARS) this.#from += this.#lengths.shift() ?? 0;
    if (this.#to + BAR_BYTES_MAX > this.#text.length) this.#moveToFront();
    const { written } = ASCII.encodeInto(`,${JSON.stringify(bar)}`, this.#text.subarray(this.#to));
    this.#lengths.push(written);
    this.#to += written;
  }

  /** Returns the window as UTF-8 JSON. The bytes are only good until the next bar. */
  json(): Uint8Array {
    // The comma before the oldest bar becomes the bracket; the closing one lies where the next bar will begin.
    this.#text[this.#from] = OPENING;
    this.#text[this.#to] = CLOSING;
    return this.#text.subarray(this.#from, this.#to + 1);
  }

  #moveToFront(): void {
    this.#text.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
  }
}
