import { type CandleColumns, emptyColumns, type RandomSource } from "@rara-trading/domain";
import { type SimulatedDay, simulatedDailyMarket } from "./simulated-daily-market.ts";

/** Length and place in time of a market without any edge. */
export interface NullMarketOptions {
  readonly bars: number;
  readonly random: RandomSource;
  /** Epoch ms. */
  readonly startMs: number;
}

/** Standard deviation of a day's return, about 24 % a year. */
const DAILY_VOLATILITY = 0.015;

/** No day of a simulated market loses or gains more. */
const RETURN_LIMIT = 0.5;

function bounded(value: number, spread: number): SimulatedDay {
  return { return: Math.min(RETURN_LIMIT, Math.max(-RETURN_LIMIT, value)), spread };
}

/** Returns a market of independent normal returns without drift. */
export function gaussianMarket(options: NullMarketOptions): CandleColumns {
  const { random } = options;
  return simulatedDailyMarket({
    ...options,
    nextDay: () => bounded(DAILY_VOLATILITY * random.nextNormal(), DAILY_VOLATILITY),
  });
}

const TAIL_DEGREES = 5;

/** Draws Student's t with 5 degrees of freedom, scaled to variance 1: a normal over the root of a mean of squares. */
function nextHeavyTailed(random: RandomSource): number {
  const normal = random.nextNormal();
  let squares = 0;
  for (let i = 0; i < TAIL_DEGREES; i++) squares += random.nextNormal() ** 2;
  return (normal / Math.sqrt(squares / TAIL_DEGREES)) * Math.sqrt((TAIL_DEGREES - 2) / TAIL_DEGREES);
}

/**
 * Returns a market whose volatility clusters and whose tails are heavy but whose direction is a coin:
 * GARCH(1,1), v' = .03 s² + .07 r² + .90 v, with t(5) innovations (statistics of daily equity returns).
 */
export function garchMarket(options: NullMarketOptions): CandleColumns {
  const { random } = options;
  const mean = DAILY_VOLATILITY ** 2;
  let variance = mean;
  return simulatedDailyMarket({
    ...options,
    nextDay: () => {
      const spread = Math.sqrt(variance);
      const day = bounded(spread * nextHeavyTailed(random), spread);
      variance = 0.03 * mean + 0.07 * day.return ** 2 + 0.9 * variance;
      return day;
    },
  });
}

const CALM = { spread: 0.008, leave: 1 / 120 };
const WILD = { spread: 0.028, leave: 1 / 40 };

/** Returns a market that changes between a calm and a wild state, without drift in either. */
export function twoStateMarket(options: NullMarketOptions): CandleColumns {
  const { random } = options;
  let state = CALM;
  return simulatedDailyMarket({
    ...options,
    nextDay: () => {
      if (random.next() < state.leave) state = state === CALM ? WILD : CALM;
      return bounded(state.spread * random.nextNormal(), state.spread);
    },
  });
}

/** What a stationary bootstrap of a real market is made of. */
export interface BootstrapMarketOptions {
  readonly bars: number;
  readonly random: RandomSource;
  /** Mean length of a block of consecutive real days, at least 1. */
  readonly meanBlockDays: number;
}

/**
 * Returns a market that strings together random blocks of real days (stationary bootstrap, Politis and Romano 1994) with
 * the mean log return taken out: the shapes of days, heavy tails and what clustering fits into a block are real, drift
 * and everything that lasts longer than a block are gone. What is left inside a block is real as well: no proof of the
 * null, as the sign flip is. Open times are those of `real`, repeated weekly beyond its end.
 */
export function bootstrappedMarket(real: CandleColumns, options: BootstrapMarketOptions): CandleColumns {
  const { bars, random, meanBlockDays } = options;
  const sources = real.length - 1;
  const first = real.close[0] ?? Number.NaN;
  const drift = Math.log((real.close[sources] ?? Number.NaN) / first) / sources;
  const market = emptyColumns(bars);
  let source = 0;
  for (let i = 0; i < bars; i++) {
    source = i === 0 || random.next() < 1 / meanBlockDays ? 1 + random.nextInt(sources) : (source % sources) + 1;
    const before = real.close[source - 1] ?? Number.NaN;
    const anchor = (market.close[i - 1] ?? first) * Math.exp(-drift);
    const placed = (price: number | undefined): number => anchor * ((price ?? Number.NaN) / before);
    market.openTimeMs[i] = real.openTimeMs[i] ?? Number.NaN;
    market.open[i] = placed(real.open[source]);
    market.high[i] = placed(real.high[source]);
    market.low[i] = placed(real.low[source]);
    market.close[i] = placed(real.close[source]);
    market.volume[i] = real.volume[source] ?? Number.NaN;
  }
  return market;
}
