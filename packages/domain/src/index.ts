export type { Brand } from "./brand.ts";
export { figuresApart } from "./figures-apart.ts";
export { assertNever, RaraError } from "./rara-error.ts";
export type { ErrorCategory, RaraErrorOptions } from "./rara-error.ts";

export { calendarOf, daysPerYear } from "./market/market-calendar.ts";
export type { MarketCalendar } from "./market/market-calendar.ts";
export { candleAt, columnsOf, emptyColumns, firstBarAtOrAfter, sliceColumns } from "./market/candle.ts";
export type { Candle, CandleColumns } from "./market/candle.ts";
export { instrumentParts, matchInstruments, parseInstrumentId, resolveInstrument } from "./market/instrument-id.ts";
export type { InstrumentId, InstrumentParts } from "./market/instrument-id.ts";
export { parseTimeframe, timeframeMs, TIMEFRAMES } from "./market/timeframe.ts";
export type { Timeframe } from "./market/timeframe.ts";
export { ALL_TIME } from "./market/time-range.ts";
export type { TimeRange } from "./market/time-range.ts";
export { DAY_MS, timestampMs, utcDay } from "./market/timestamp.ts";
export type { TimestampMs } from "./market/timestamp.ts";

export { exactDecimal, price, quantity, toFloat64 } from "./trading/exact-decimal.ts";
export type { ExactDecimal, Price, Quantity } from "./trading/exact-decimal.ts";
export { APPROVED } from "./trading/guards/guard.ts";
export type { AccountView, Guard, GuardVerdict, OrderRefusal } from "./trading/guards/guard.ts";
export { drawdownLimitGuard } from "./trading/guards/drawdown-limit.ts";
export { maxPositionSizeGuard } from "./trading/guards/max-position-size.ts";
export { runGuards } from "./trading/guards/guard-pipeline.ts";
export { clientOrderId } from "./trading/order.ts";
export type { Fill, OrderIntent, OrderPurpose } from "./trading/order.ts";
export type { PerformanceMetrics } from "./trading/performance-metrics.ts";
export { sideSign } from "./trading/side.ts";
export type { Side } from "./trading/side.ts";
export { DEFAULT_SIZING, lotsToUnits, targetLots } from "./trading/sizing.ts";
export type { SizingRule } from "./trading/sizing.ts";
export { DEFAULT_COSTS, scaleCosts } from "./trading/trading-costs.ts";
export type { TradingCosts } from "./trading/trading-costs.ts";

export { HOLD_TARGET } from "./strategy/strategy-session.ts";
export type { StrategyMeta, StrategyParameter, StrategySession } from "./strategy/strategy-session.ts";
export { StrategyFault } from "./strategy/strategy-fault.ts";
export type { StrategyFaultKind, StrategyFaultPlace } from "./strategy/strategy-fault.ts";
export type { FillBatch, StretchRules, StretchState, TradingStretch } from "./strategy/trading-stretch.ts";
export type { StrategyStage } from "./strategy/strategy-stage.ts";

export type { DataSpans } from "./research/data-spans.ts";
export type { ExperimentState } from "./research/experiment-state.ts";
export type { GateCheck } from "./research/gate-check.ts";
export type { ValidationVerdict } from "./research/validation-verdict.ts";
export type { VaultVerdict } from "./research/vault-verdict.ts";
export type { Hypothesis, HypothesisOrigin } from "./research/hypothesis.ts";
export type { FeedbackDecision } from "./feedback/feedback-decision.ts";

export { EVENT_SCHEMA_VERSIONS } from "./events/event-catalogue.ts";
export type { EventPayloads, EventType } from "./events/event-catalogue.ts";
export { checkedEvent, isEvent, newEvent } from "./events/event.ts";
export { fillOf } from "./events/fill-of.ts";
export { storedEvents } from "./events/stored-events.ts";
export type { EventEnvelope, NewEvent, StoredEvent, StoredEventOf } from "./events/event.ts";
export type { LiveProposed, RetrainRequested, StrategyEvaluated } from "./events/feedback-events.ts";
export type {
  CandidateAccepted,
  ExperimentCompleted,
  HypothesisProposed,
  LedgerPlace,
  ResearchBatchEvaluated,
  ResearchRunCompleted,
  ResearchRunStarted,
} from "./events/research-events.ts";
export type { StrategyAccepted } from "./events/strategy-events.ts";
export type {
  EquityMarked,
  OrderApproved,
  OrderFacts,
  OrderFilled,
  OrderRefused,
  PaperStopped,
  PaperStopRequested,
  StrategyFailed,
  TradingSessionEnded,
  TradingSessionStarted,
} from "./events/trading-events.ts";

export type { CandleFeed } from "./ports/candle-feed.ts";
export type { AppendReport, CandleGap, CandleStore, SeriesInfo, SeriesKey } from "./ports/candle-store.ts";
export type { Clock } from "./ports/clock.ts";
export type {
  EventBatch,
  EventBus,
  PublishReceipt,
  RangeQuery,
  SubscribeOptions,
  Subscription,
} from "./ports/event-bus.ts";
export { SeededIdSource } from "./ports/id-source.ts";
export type { IdSource } from "./ports/id-source.ts";
export type { LeaseHolder, LeaseRegistry } from "./ports/lease.ts";
export { SeededRandom } from "./random/seeded-random.ts";
export type { RandomSource } from "./random/seeded-random.ts";
