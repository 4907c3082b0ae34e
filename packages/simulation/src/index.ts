export type { Booking, BookingKind } from "./account/booking.ts";
export type { CorporateAction } from "./account/corporate-action.ts";
export { DEFAULT_MARGIN } from "./account/margin-rules.ts";
export type { MaintenanceTier, MarginRules } from "./account/margin-rules.ts";
export { readFactorFile } from "./account/read-factor-file.ts";
export { measureBacktest } from "./backtest/measure-backtest.ts";
export type { BacktestMeasure } from "./backtest/measure-backtest.ts";
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
export { plainExecution } from "./execution/execution-model.ts";
export type { ExecutionModel, SlippageModel } from "./execution/execution-model.ts";
export type { TimeInForce, TrailOffset } from "./execution/order.ts";
export type { VenueStatistics } from "./execution/venue-statistics.ts";
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
export { meanEquity } from "./metrics/mean-equity.ts";
export { mean, standardDeviation } from "./metrics/moments.ts";
export { performanceMetrics } from "./metrics/performance-metrics.ts";
export type { MetricsInput } from "./metrics/performance-metrics.ts";
export { probabilisticSharpeRatio, sharpeSampleOf } from "./metrics/probabilistic-sharpe-ratio.ts";
export type { SharpeSample } from "./metrics/probabilistic-sharpe-ratio.ts";
export { sharpeRatio, sortinoRatio } from "./metrics/ratios.ts";
export { tearsheetMetrics } from "./metrics/compute-tearsheet.ts";
export type { TearsheetInput } from "./metrics/compute-tearsheet.ts";
export type { TearsheetMetrics } from "./metrics/tearsheet-metrics.ts";
export type { BarSeries } from "./portfolio/merge-bars.ts";
export { openEngine } from "./portfolio/open-engine.ts";
export type { StrategyEngine, StrategyEngineJournal, StrategyEngineOptions } from "./portfolio/open-engine.ts";
export { MARKET_ORDERS } from "./portfolio/order-style.ts";
export type { EntryStyle, ExitStyle, OrderStyle, StopLossStyle } from "./portfolio/order-style.ts";
export { PortfolioEngine } from "./portfolio/portfolio-engine.ts";
export type { ClosedBar } from "./portfolio/portfolio-engine.ts";
export type {
  FundingRates,
  InstrumentModel,
  Liquidation,
  MarkPrices,
  PortfolioJournal,
  PortfolioOptions,
  SleeveOptions,
} from "./portfolio/portfolio-options.ts";
export type {
  BookedAmounts,
  MarketResult,
  PortfolioResult,
  SleeveFill,
  SleeveRefusal,
  SleeveResult,
  SleeveRoundTrip,
} from "./portfolio/portfolio-result.ts";
export { plainPortfolio } from "./portfolio/plain-portfolio.ts";
export { runPortfolioBacktest } from "./portfolio/run-portfolio-backtest.ts";
export { DEFAULT_THROTTLE } from "./sizing/drawdown-throttle.ts";
export type { ThrottleLimits } from "./sizing/drawdown-throttle.ts";
export type { SharpeEstimate, SizingMethod, VolatilityEstimate } from "./sizing/sizing-method.ts";
export { DEFAULT_VOLATILITY_TARGET, VARIANCE_DECAY } from "./sizing/volatility-target.ts";
export type { VolatilityTarget } from "./sizing/volatility-target.ts";
