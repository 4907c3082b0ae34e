import { type CandleColumns, RaraError, type RandomSource } from "@rara-trading/domain";
import { simulatedDailyMarket } from "./simulated-daily-market.ts";

/** How the market with a known edge is made. */
export interface PlantedMomentumOptions {
  readonly bars: number;
  /** Annualised Sharpe ratio, before costs, of always holding the planted side. */
  readonly sharpe: number;
  /** Bars whose return's sign is the planted side. */
  readonly lookback?: number;
  /** Standard deviation of a bar's noise, as a fraction of the price: at most 0.1. */
  readonly dailyVolatility?: number;
  readonly random: RandomSource;
  /** The first bar opens at 00:00 UTC of this day, or of the Monday after. */
  readonly startMs: number;
}

const SESSIONS_PER_YEAR = 252;
/**
 * The largest normal deviate that 53 random bits can give is 8.6: up to this volatility, and with a drift of not more
 * than one, no return reaches -1.
 */
const DAILY_VOLATILITY_MAX = 0.1;

/**
 * Returns daily bars, on weekdays, in which yesterday's trend predicts today: the simple return of bar t is
 * r = mu · s + sigma · eps with s = sign(close[t-1] / close[t-1-lookback] - 1), 0 during the first `lookback` bars,
 * eps standard normal, and mu = sharpe · sigma / sqrt(252). Holding s earns s · r, whose mean is mu and whose standard
 * deviation is sigma, so its annualised Sharpe ratio before costs is `sharpe`, by definition.
 *
 * - The open is exactly the close before. s is known at that close, so an order sent then fills at the next open
 *   without missing any of the return that s predicts: next-open fills earn open[t+1] / open[t] - 1 = r.
 * - The high and the low are those of a Brownian path from open to close with variance sigma^2, drawn one by one from
 *   their exact laws (log of the maximum = (x + sqrt(x^2 - 2 sigma^2 ln u)) / 2 for x = ln(close / open), u uniform;
 *   Glasserman 2003, section 6.4). So a stop inside the bar is touched as often as on a market that trades all day,
 *   and earns nothing beyond what s predicts. (Drawn one by one, high and low are a little too independent.)
 * - The volume is log-normal noise around 1,000,000 and tells nothing.
 *
 * @throws RaraError `data.market-options` for options that give no market.
 */
export function plantedMomentumMarket(options: PlantedMomentumOptions): CandleColumns {
  const { bars, sharpe, lookback = 20, dailyVolatility = 0.015, random, startMs } = options;
  const mu = (sharpe * dailyVolatility) / Math.sqrt(SESSIONS_PER_YEAR);
  assertOptions({ bars, sharpe, lookback, dailyVolatility, startMs });
  return simulatedDailyMarket({
    bars,
    random,
    startMs,
    nextDay: (day, closeBefore) => {
      const side = day > lookback ? Math.sign(closeBefore(1) - closeBefore(1 + lookback)) : 0;
      return { return: mu * side + dailyVolatility * random.nextNormal(), spread: dailyVolatility };
    },
  });
}

function assertOptions(options: Required<Omit<PlantedMomentumOptions, "random">>): void {
  const { bars, sharpe, lookback, dailyVolatility, startMs } = options;
  const valid =
    Number.isInteger(bars) &&
    bars >= 0 &&
    Math.abs(sharpe) <= Math.sqrt(SESSIONS_PER_YEAR) &&
    Number.isInteger(lookback) &&
    lookback >= 1 &&
    dailyVolatility > 0 &&
    dailyVolatility <= DAILY_VOLATILITY_MAX &&
    Number.isSafeInteger(startMs) &&
    startMs >= 0;
  if (valid) return;
  throw new RaraError(
    `Expected bars >= 0, |sharpe| <= 15.8, lookback >= 1, 0 < dailyVolatility <= ${DAILY_VOLATILITY_MAX}, found ${JSON.stringify(options)}`,
    { category: "usage", code: "data.market-options", hint: "Give options within these bounds." },
  );
}
