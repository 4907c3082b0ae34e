export { foldRoundTrips } from "./backtest/round-trips.ts";
export type { RoundTrip } from "./backtest/round-trips.ts";
export { runBacktest } from "./backtest/run-backtest.ts";
export type { BacktestResult } from "./backtest/run-backtest.ts";
export type { BlindnessCheck } from "./blindness/blindness-check.ts";
export { checkLag } from "./blindness/check-lag.ts";
export type { LagCheck } from "./blindness/check-lag.ts";
export { checkWarmUp } from "./blindness/check-warm-up.ts";
export { proveBlindness } from "./blindness/prove-blindness.ts";
export { sessionRun } from "./blindness/run-trace.ts";
export type { OpenSession } from "./blindness/run-trace.ts";
export { BarEngine } from "./engine/bar-engine.ts";
export { DEFAULT_CAPITAL } from "./engine/engine-options.ts";
export type { EngineJournal, EngineOptions } from "./engine/engine-options.ts";
export { backtestMetrics } from "./metrics/backtest-metrics.ts";
export {
  dailyReturns,
  dailyReturnsAt,
  dayEndIndices,
  NORMAL_VOLATILITY,
  scaleReturns,
  volatilityFactor,
} from "./metrics/daily-returns.ts";
export { compound, maxDrawdown } from "./metrics/drawdown.ts";
export { mean, standardDeviation } from "./metrics/moments.ts";
export { performanceMetrics } from "./metrics/performance-metrics.ts";
export type { MetricsInput } from "./metrics/performance-metrics.ts";
export { probabilisticSharpeRatio, sharpeSampleOf } from "./metrics/probabilistic-sharpe-ratio.ts";
export type { SharpeSample } from "./metrics/probabilistic-sharpe-ratio.ts";
export { sharpeRatio, sortinoRatio } from "./metrics/ratios.ts";
export { tearsheetMetrics } from "./metrics/compute-tearsheet.ts";
export type { TearsheetInput } from "./metrics/compute-tearsheet.ts";
export type { TearsheetMetrics } from "./metrics/tearsheet-metrics.ts";
