import type { LiveProposed, RetrainRequested, StrategyEvaluated } from "./feedback-events.ts";
import type {
  CandidateAccepted,
  ExperimentCompleted,
  HypothesisProposed,
  ResearchBatchEvaluated,
  ResearchRunCompleted,
  ResearchRunStarted,
} from "./research-events.ts";
import type { StrategyAccepted } from "./strategy-events.ts";
import type {
  EquityMarked,
  OrderApproved,
  OrderFilled,
  OrderRefused,
  PaperStopped,
  PaperStopRequested,
  StrategyFailed,
  TradingSessionEnded,
  TradingSessionStarted,
} from "./trading-events.ts";

/** Every event type with its payload: the vocabulary in which the components meet. */
export interface EventPayloads {
  "research.run.started": ResearchRunStarted;
  "research.batch.evaluated": ResearchBatchEvaluated;
  "research.hypothesis.proposed": HypothesisProposed;
  "research.experiment.completed": ExperimentCompleted;
  "research.candidate.accepted": CandidateAccepted;
  "research.run.completed": ResearchRunCompleted;
  "strategy.module.accepted": StrategyAccepted;
  "trading.session.started": TradingSessionStarted;
  "trading.order.approved": OrderApproved;
  "trading.order.refused": OrderRefused;
  "trading.order.filled": OrderFilled;
  "trading.equity.marked": EquityMarked;
  "trading.strategy.failed": StrategyFailed;
  "trading.session.ended": TradingSessionEnded;
  "trading.paper.stop-requested": PaperStopRequested;
  "trading.paper.stopped": PaperStopped;
  "feedback.strategy.evaluated": StrategyEvaluated;
  "feedback.live.proposed": LiveProposed;
  "feedback.retrain.requested": RetrainRequested;
}

/** The name of an event type. */
export type EventType = keyof EventPayloads;

/** The schema version that this build writes for each type; a reader refuses a newer one. */
export const EVENT_SCHEMA_VERSIONS: Readonly<Record<EventType, number>> = {
  "research.run.started": 1,
  "research.batch.evaluated": 1,
  "research.hypothesis.proposed": 1,
  "research.experiment.completed": 1,
  "research.candidate.accepted": 1,
  "research.run.completed": 1,
  "strategy.module.accepted": 1,
  "trading.session.started": 1,
  "trading.order.approved": 1,
  "trading.order.refused": 1,
  "trading.order.filled": 1,
  "trading.equity.marked": 1,
  "trading.strategy.failed": 1,
  "trading.session.ended": 1,
  "trading.paper.stop-requested": 1,
  "trading.paper.stopped": 1,
  "feedback.strategy.evaluated": 1,
  "feedback.live.proposed": 1,
  "feedback.retrain.requested": 1,
};
