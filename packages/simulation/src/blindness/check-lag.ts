import type { CandleColumns, MarketCalendar } from "@rara-trading/domain";
import { daysPerYear } from "@rara-trading/domain";
import { runBacktest } from "../backtest/run-backtest.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import { dailyReturns } from "../metrics/daily-returns.ts";
import { sharpeRatio } from "../metrics/ratios.ts";
import type { BlindnessCheck } from "./blindness-check.ts";
import { LaggedSession } from "./lagged-session.ts";
import type { OpenSession } from "./run-trace.ts";

/** A Sharpe ratio below this is too close to luck for its half to mean anything. */
const SHARPE_MIN = 0.5;

/** What is left of the Sharpe ratio, at least. */
const KEPT_MIN = 0.5;

/** The check's verdict with the two figures it compares. */
export interface LagCheck extends BlindnessCheck {
  readonly sharpe: number | null;
  readonly laggedSharpe: number | null;
  /** The second over the first, 0 where nothing is left; `null` where the first is undefined or too small to judge. */
  readonly share: number | null;
}

/**
 * Asks what is left of the Sharpe ratio when every target acts one bar later. Losing more than half is a flag: the
 * profit hangs on a moment, as a look-ahead's does (statistics-and-gates §4.3, G0). Ratios below 0.5 are not judged.
 */
export function checkLag(
  openSession: OpenSession,
  candles: CandleColumns,
  options: EngineOptions,
  calendar: MarketCalendar,
): LagCheck {
  const sharpeOf = (open: OpenSession): number | null => {
    const { equity } = runBacktest(open(candles), candles, options);
    return sharpeRatio(dailyReturns(equity, candles.openTimeMs, options.capital), daysPerYear(calendar));
  };
  const sharpe = sharpeOf(openSession);
  const laggedSharpe = sharpeOf((bars) => new LaggedSession(openSession(bars)));
  const figures = `Sharpe ratio ${text(sharpe)}, one bar later ${text(laggedSharpe)}`;
  if (sharpe === null || sharpe < SHARPE_MIN) {
    const evidence = `${figures}; below ${SHARPE_MIN} there is nothing to lose.`;
    return { check: "lag", passed: true, evidence, sharpe, laggedSharpe, share: null };
  }
  const share = Math.max(0, (laggedSharpe ?? 0) / sharpe);
  const passed = (laggedSharpe ?? 0) >= sharpe * KEPT_MIN;
  const evidence = `${figures}: ${passed ? "at least" : "less than"} half of it is left.`;
  return { check: "lag", passed, evidence, sharpe, laggedSharpe, share };
}

function text(value: number | null): string {
  return value === null ? "undefined" : value.toFixed(2);
}
