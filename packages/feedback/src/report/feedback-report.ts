import {
  type EventBus,
  type EventType,
  type FeedbackDecision,
  type LiveProposed,
  type PerformanceMetrics,
  type RetrainRequested,
  type StoredEvent,
  storedEvents,
  type StrategyEvaluated,
} from "@rara-trading/domain";

/** The latest judgement on one session. */
export interface ReportedEvaluation {
  readonly strategyId: string;
  readonly sessionId: string;
  readonly stage: StrategyEvaluated["stage"];
  readonly decision: FeedbackDecision["kind"];
  readonly reason: string;
  readonly metrics: PerformanceMetrics;
  readonly fills: number;
  readonly refusals: number;
  readonly days: number;
  readonly evaluatedAtMs: number;
}

/** A proposal to trade a strategy live that waits for a person. */
export interface WaitingProposal extends LiveProposed {
  readonly proposedAtMs: number;
}

/** A request to search around a strategy that was given up. */
export interface WaitingRetrain extends RetrainRequested {
  readonly requestedAtMs: number;
}

/** What the Feedback Bridge has concluded so far. */
export interface FeedbackReport {
  /** One a session, in the order in which the sessions were first judged. */
  readonly evaluations: readonly ReportedEvaluation[];
  /** Number of sessions by latest decision. */
  readonly decisions: Readonly<Record<FeedbackDecision["kind"], number>>;
  /** One a strategy, the latest; a later judgement to retire or demote withdraws it. */
  readonly liveProposals: readonly WaitingProposal[];
  /** One a strategy, the latest, whether research has answered it or not. */
  readonly retrainRequests: readonly WaitingRetrain[];
}

/** The event types that a report is made of. */
const REPORT_EVENT_TYPES = [
  "feedback.strategy.evaluated",
  "feedback.live.proposed",
  "feedback.retrain.requested",
] as const satisfies readonly EventType[];

function reported({ decision, ...evaluation }: StrategyEvaluated, evaluatedAtMs: number): ReportedEvaluation {
  return { ...evaluation, decision: decision.kind, reason: decision.reason, evaluatedAtMs };
}

/** Returns the report that the events amount to; they must come in the log's order, and other types are ignored. */
export function feedbackReport(events: Iterable<StoredEvent>): FeedbackReport {
  const evaluations = new Map<string, ReportedEvaluation>();
  const proposals = new Map<string, WaitingProposal>();
  const requests = new Map<string, WaitingRetrain>();
  for (const event of events) {
    if (event.type === "feedback.strategy.evaluated") {
      const evaluation = reported(event.payload, event.occurredAtMs);
      evaluations.set(evaluation.sessionId, evaluation);
      if (evaluation.decision === "retire" || evaluation.decision === "demote") proposals.delete(evaluation.strategyId);
    } else if (event.type === "feedback.live.proposed") {
      proposals.set(event.payload.strategyId, { ...event.payload, proposedAtMs: event.occurredAtMs });
    } else if (event.type === "feedback.retrain.requested") {
      requests.set(event.payload.strategyId, { ...event.payload, requestedAtMs: event.occurredAtMs });
    }
  }
  const decisions = { promote: 0, hold: 0, demote: 0, retire: 0 };
  for (const { decision } of evaluations.values()) decisions[decision] += 1;
  return {
    evaluations: [...evaluations.values()],
    decisions,
    liveProposals: [...proposals.values()],
    retrainRequests: [...requests.values()],
  };
}

/** Reads the log from its start and returns the report. */
export async function readFeedbackReport(bus: EventBus): Promise<FeedbackReport> {
  const events: StoredEvent[] = [];
  for await (const event of storedEvents(bus, REPORT_EVENT_TYPES, 1)) events.push(event);
  return feedbackReport(events);
}
