import { type CandleColumns, DAY_MS, emptyColumns, RaraError, type RandomSource, utcDay } from "@rara-trading/domain";

/** A simulated day: its return from close to close and how much the price moved around on the way. */
export interface SimulatedDay {
  /** Simple return, above -1. */
  readonly return: number;
  /** Standard deviation of the day's path, as a fraction of the price. */
  readonly spread: number;
}

/** How a simulated market is made. */
export interface SimulatedMarketOptions {
  /** At least 0. */
  readonly bars: number;
  readonly random: RandomSource;
  /** The first bar opens at 00:00 UTC of this day, or of the Monday after; epoch ms. */
  readonly startMs: number;
  /** Decides day `day` (from 0), knowing the closes before it: `closeBefore(1)` is the last one, 100 before the start. */
  readonly nextDay: (day: number, closeBefore: (back: number) => number) => SimulatedDay;
}

const START_PRICE = 100;
const MEAN_VOLUME = 1_000_000;
const VOLUME_SPREAD = 0.25;

/** Returns the first weekday, as UTC day number, from `day` on; 1970-01-01 was a Thursday. */
function weekdayFrom(day: number): number {
  const weekday = (day + 3) % 7;
  return weekday < 5 ? day : day + 7 - weekday;
}

/**
 * Draws the maximum of a Brownian path of standard deviation `spread` that ends at `end`, both in logs:
 * (end + sqrt(end^2 - 2 spread^2 ln u)) / 2, u uniform (Glasserman 2003, section 6.4).
 */
function bridgeMaximum(end: number, spread: number, random: RandomSource): number {
  const uniform = 1 - random.next();
  return (end + Math.sqrt(end * end - 2 * spread * spread * Math.log(uniform))) / 2;
}

/**
 * Returns daily bars on weekdays. The open is the close before, so that an order filled at the next open misses nothing
 * of the next day's return; highs and lows are those of a Brownian path between open and close; the volume is log-normal
 * noise around 1,000,000 and tells nothing. @throws RaraError `data.market-options` for options that give no market.
 */
export function simulatedDailyMarket(options: SimulatedMarketOptions): CandleColumns {
  const { bars, random, startMs, nextDay } = options;
  if (!Number.isInteger(bars) || bars < 0 || !Number.isSafeInteger(startMs) || startMs < 0) {
    throw new RaraError(`Expected bars >= 0 and a start in epoch ms, found ${bars} and ${startMs}`, {
      category: "usage",
      code: "data.market-options",
      hint: "Give options within these bounds.",
    });
  }
  const market = emptyColumns(bars);
  let day = utcDay(startMs) - 1;
  for (let i = 0; i < bars; i++) {
    day = weekdayFrom(day + 1);
    const open = market.close[i - 1] ?? START_PRICE;
    const drawn = nextDay(i, (back) => market.close[i - back] ?? START_PRICE);
    const close = open * (1 + drawn.return);
    if (!(close > 0)) {
      throw new RaraError(`Expected a return above -1, found ${drawn.return} on day ${i}`, {
        category: "usage",
        code: "data.market-options",
        hint: "Bound the returns of the market.",
      });
    }
    const path = Math.log(close / open);
    market.openTimeMs[i] = day * DAY_MS;
    market.open[i] = open;
    market.high[i] = Math.max(open, close, open * Math.exp(bridgeMaximum(path, drawn.spread, random)));
    market.low[i] = Math.min(open, close, open * Math.exp(-bridgeMaximum(-path, drawn.spread, random)));
    market.close[i] = close;
    market.volume[i] = Math.round(MEAN_VOLUME * Math.exp(VOLUME_SPREAD * random.nextNormal()));
  }
  return market;
}
