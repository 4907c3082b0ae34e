import { type Candle, type CandleColumns, columnsOf, DAY_MS, type RandomSource } from "@rara-trading/domain";

/** How rough the bars of a test are. */
export interface RandomWalkOptions {
  readonly length: number;
  /** Adds what breaks careless code: price gaps, missing days, ties, stretches without any movement, bars without volume. */
  readonly rough: boolean;
}

/** How often, on rough bars, a bar begins a stretch that does not move. */
const STILL_PROBABILITY = 0.01;
const STILL_BARS_MAX = 200;

/** How often, on rough bars, the open jumps away from the close before. */
const JUMP_PROBABILITY = 0.05;

function cents(value: number): number {
  return Math.max(0.01, Math.round(value * 100) / 100);
}

/** Returns daily random-walk bars for tests. */
export function randomWalkBars(random: RandomSource, { length, rough }: RandomWalkOptions): CandleColumns {
  const candles: Candle[] = [];
  const round = rough ? cents : (value: number): number => value;
  let openTimeMs = 0;
  let last = 100;
  let still = 0;
  for (let i = 0; i < length; i++) {
    openTimeMs += DAY_MS * (rough && random.next() < JUMP_PROBABILITY ? 3 : 1);
    if (rough && still === 0 && random.next() < STILL_PROBABILITY) still = random.nextInt(STILL_BARS_MAX);
    if (still > 0) {
      still--;
      candles.push({ openTimeMs, open: last, high: last, low: last, close: last, volume: 0 });
      continue;
    }
    const jump = rough && random.next() < JUMP_PROBABILITY ? 0.05 * random.nextNormal() : 0;
    const open = round(last * Math.exp(jump));
    const close = round(open * Math.exp(0.015 * random.nextNormal()));
    const high = Math.max(open, close, round(Math.max(open, close) * (1 + 0.01 * random.next())));
    const low = Math.min(open, close, round(Math.min(open, close) * (1 - 0.01 * random.next())));
    candles.push({ openTimeMs, open, high, low, close, volume: 1000 * (0.5 + random.next()) });
    last = close;
  }
  return columnsOf(candles);
}

/**
 * Returns daily bars for tests in which the sign of the 20-bar return predicts the next bar: log return
 * = drift x sign + spread x noise, with drift = sharpe x spread / sqrt(252).
 */
export function plantedMomentumBars(random: RandomSource, length: number, sharpe: number): CandleColumns {
  const spread = 0.012;
  const drift = (sharpe * spread) / Math.sqrt(252);
  const closes: number[] = [];
  const candles: Candle[] = [];
  for (let i = 0; i < length; i++) {
    const open = closes[i - 1] ?? 100;
    const sign = Math.sign(open - (closes[i - 21] ?? open));
    const close = open * Math.exp(drift * sign + spread * random.nextNormal());
    const high = Math.max(open, close) * (1 + 0.004 * random.next());
    const low = Math.min(open, close) * (1 - 0.004 * random.next());
    closes.push(close);
    candles.push({ openTimeMs: i * DAY_MS, open, high, low, close, volume: 1000 * (0.5 + random.next()) });
  }
  return columnsOf(candles);
}
