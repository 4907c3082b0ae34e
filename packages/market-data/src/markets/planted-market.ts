import type { CandleColumns, RandomSource } from "@rara-trading/domain";
import { simulatedDailyMarket } from "./simulated-daily-market.ts";

/** What is planted: the trend of the last 20 days goes on, or a price stretched over 10 days comes back. */
export type PlantedEdge = "momentum" | "reversion";

/** How a market with a known edge is made. */
export interface PlantedMarketOptions {
  readonly bars: number;
  readonly edge: PlantedEdge;
  /** Annualised Sharpe ratio, before costs, of holding the planted side, on each day (from 0). */
  readonly sharpeOn: (day: number) => number;
  readonly random: RandomSource;
  /** Epoch ms. */
  readonly startMs: number;
}

const SESSIONS_PER_YEAR = 252;
const DAILY_VOLATILITY = 0.015;
const MOMENTUM_DAYS = 20;
const REVERSION_DAYS = 10;
/** Share of days on which a price is stretched, as measured on noise: the edge is earned on these only. */
const STRETCHED_SHARE = 0.55;
const STRETCH = 1;
/** No day loses or gains more. */
const RETURN_LIMIT = 0.5;

type CloseBefore = (back: number) => number;

function momentumSide(day: number, closeBefore: CloseBefore): number {
  return day > MOMENTUM_DAYS ? Math.sign(closeBefore(1) - closeBefore(1 + MOMENTUM_DAYS)) : 0;
}

/** Against the last close where it is more than one standard deviation of the last 10 log prices from their mean. */
function reversionSide(day: number, closeBefore: CloseBefore): number {
  if (day <= REVERSION_DAYS) return 0;
  let sum = 0;
  let squares = 0;
  const last = Math.log(closeBefore(1));
  for (let back = 1; back <= REVERSION_DAYS; back++) {
    const value = Math.log(closeBefore(back)) - last;
    sum += value;
    squares += value * value;
  }
  const mean = sum / REVERSION_DAYS;
  const score = -mean / Math.sqrt(Math.max(Number.MIN_VALUE, squares / REVERSION_DAYS - mean * mean));
  return Math.abs(score) > STRETCH ? -Math.sign(score) : 0;
}

/**
 * Returns a market in which r = mu s + sigma eps, s the planted side known at the close before, eps standard normal,
 * mu = S sigma / sqrt(252 f) with f the share of days on which s is not 0 (1 for momentum, .55 for reversion).
 */
export function plantedMarket(options: PlantedMarketOptions): CandleColumns {
  const { edge, sharpeOn, random } = options;
  const [sideOf, share] = edge === "momentum" ? [momentumSide, 1] : [reversionSide, STRETCHED_SHARE];
  const perSharpe = DAILY_VOLATILITY / Math.sqrt(SESSIONS_PER_YEAR * share);
  return simulatedDailyMarket({
    ...options,
    nextDay: (day, closeBefore) => {
      const value = perSharpe * sharpeOn(day) * sideOf(day, closeBefore) + DAILY_VOLATILITY * random.nextNormal();
      return { return: Math.min(RETURN_LIMIT, Math.max(-RETURN_LIMIT, value)), spread: DAILY_VOLATILITY };
    },
  });
}
