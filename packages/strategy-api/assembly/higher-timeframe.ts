import * as candle from "./candles";

/** Milliseconds of a minute. */
// @ts-ignore: decorator
@inline const MINUTE_MS: f64 = 60000.0;

/**
 * Gathers candles into bars of a longer timeframe, aligned to UTC (midnight of 1970-01-01 and multiples of the length
 * after it), and shows the last one that has CLOSED, never the one that is forming. A bar has closed when a candle of a later
 * one arrives, or, given the length of the strategy's own candles, with its last candle. Stretches without a
 * candle make no bar. At most one bar closes an update: where a gap lets two close at once, the second waits for the next.
 */
@final
export class HigherTimeframe {
  /** Prices and volume of the last closed bar and its open time in epoch milliseconds; NaN until there is one. */
  open: f64 = NaN;
  high: f64 = NaN;
  low: f64 = NaN;
  close: f64 = NaN;
  volume: f64 = NaN;
  time: f64 = NaN;
  /** The update of this candle closed a bar. */
  justClosed: bool = false;
  /** Bars closed so far. */
  count: i32 = 0;
  private spanMs: f64;
  private candleMs: f64;
  private latestMs: f64 = NaN;
  private formingTime: f64 = NaN;
  private formingOpen: f64 = NaN;
  private formingHigh: f64 = NaN;
  private formingLow: f64 = NaN;
  private formingClose: f64 = NaN;
  private formingVolume: f64 = 0.0;

  /** Bars of `minutes`; `candleMinutes` is the length of the strategy's own candles, 0 if it is not known. */
  constructor(minutes: i32, candleMinutes: i32 = 0) {
    if (minutes < 1 || candleMinutes < 0) throw new Error("HigherTimeframe: expected at least 1 minute");
    this.spanMs = <f64>minutes * MINUTE_MS;
    this.candleMs = <f64>candleMinutes * MINUTE_MS;
  }

  /** Bars of `hours` hours. */
  static hours(hours: i32, candleMinutes: i32 = 0): HigherTimeframe {
    return new HigherTimeframe(hours * 60, candleMinutes);
  }

  /** Bars of `days` UTC days. */
  static days(days: i32, candleMinutes: i32 = 0): HigherTimeframe {
    return new HigherTimeframe(days * 1440, candleMinutes);
  }

  /** Takes the candle that just closed, once a bar, and returns `justClosed`. A candle with a NaN changes no bar. */
  update(): bool {
    this.justClosed = false;
    const timeMs = candle.time();
    if (isNaN(timeMs + candle.open() + candle.high() + candle.low() + candle.close() + candle.volume())) return false;
    this.checkOrder(timeMs);
    const bar = Math.floor(timeMs / this.spanMs) * this.spanMs;
    if (bar != this.formingTime) {
      if (!isNaN(this.formingTime)) this.show();
      this.begin(bar);
    }
    this.formingHigh = max<f64>(this.formingHigh, candle.high());
    this.formingLow = min<f64>(this.formingLow, candle.low());
    this.formingClose = candle.close();
    this.formingVolume += candle.volume();
    const isLast = this.candleMs > 0.0 && timeMs + this.candleMs >= bar + this.spanMs;
    if (isLast && !this.justClosed) {
      this.show();
      this.formingTime = NaN;
    }
    return this.justClosed;
  }

  /** Candles closer than announced would let a bar close before its last candle: refused, not guessed. */
  private checkOrder(timeMs: f64): void {
    const least = this.candleMs > 0.0 ? this.candleMs : 1.0;
    if (timeMs - this.latestMs < least) {
      throw new Error("HigherTimeframe: expected one update a candle and candles of the announced length");
    }
    this.latestMs = timeMs;
  }

  private begin(bar: f64): void {
    this.formingTime = bar;
    this.formingOpen = candle.open();
    this.formingHigh = candle.high();
    this.formingLow = candle.low();
    this.formingVolume = 0.0;
  }

  private show(): void {
    this.time = this.formingTime;
    this.open = this.formingOpen;
    this.high = this.formingHigh;
    this.low = this.formingLow;
    this.close = this.formingClose;
    this.volume = this.formingVolume;
    this.justClosed = true;
    this.count++;
  }
}
