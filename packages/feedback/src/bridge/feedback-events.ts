import { type NewEvent, newEvent, type RetrainRequested, type StrategyEvaluated } from "@rara-trading/domain";
import { decideFeedback } from "../decision/decide-feedback.ts";
import type { FeedbackThresholds } from "../decision/feedback-thresholds.ts";
import { feedbackEvidence } from "../evidence/feedback-evidence.ts";
import type { SessionRecord } from "../evidence/session-record.ts";

/** The `source` of every event of the bridge. */
const FEEDBACK_SOURCE = "feedback";

/** Names the evaluation of a session that has ended. */
const AT_END = "end";

/** Returns the id of the event by which a session is judged once it has ended. */
export function finalEvaluationId(sessionId: string): string {
  return `${sessionId}:evaluated:${AT_END}`;
}

/** Returns the judgement on a session as it stands. */
export function evaluationOf(record: SessionRecord, thresholds: FeedbackThresholds): StrategyEvaluated {
  const evidence = feedbackEvidence(record);
  return {
    strategyId: record.strategyId,
    sessionId: record.sessionId,
    stage: record.stage,
    decision: decideFeedback(evidence, thresholds),
    metrics: evidence.metrics,
    fills: evidence.fills,
    refusals: evidence.refusals,
    days: evidence.days,
  };
}

/**
 * Returns the request for a better strategy of its family that giving one up makes; undefined when there is nothing to
 * search around: research never accepted it, or its code broke its contract.
 */
function retrainRequest(
  { strategyId, sessionId, trialId, end }: SessionRecord,
  { decision, days, metrics }: StrategyEvaluated,
): RetrainRequested | undefined {
  if (decision.kind !== "retire" && decision.kind !== "demote") return undefined;
  if (trialId === null || end?.reason === "strategy-fault") return undefined;
  const { sharpe, maxDrawdown } = metrics;
  return { strategyId, sessionId, trialId, reason: decision.reason, days, sharpe, maxDrawdown };
}

/**
 * Returns the events of a judgement: the evaluation, for a promotion the proposal that waits for a person, and for a
 * strategy that is given up the request for a better one.
 */
export function evaluationEvents(
  record: SessionRecord,
  evaluation: StrategyEvaluated,
  atMs: number,
  evaluationId: string = AT_END,
): readonly NewEvent[] {
  const { sessionId, strategyId, correlationId, artifactSha256, equityFraction } = record;
  const about = (name: string) => ({
    eventId: `${sessionId}:${name}:${evaluationId}`,
    occurredAtMs: atMs,
    source: FEEDBACK_SOURCE,
    correlationId,
  });
  const evaluated = newEvent("feedback.strategy.evaluated", evaluation, about("evaluated"));
  const { decision } = evaluation;
  const request = retrainRequest(record, evaluation);
  if (request !== undefined) {
    return [evaluated, newEvent("feedback.retrain.requested", request, about("retrain-requested"))];
  }
  if (decision.kind !== "promote") return [evaluated];
  const proposal = { strategyId, artifactSha256, equityFraction, reason: decision.reason };
  return [evaluated, newEvent("feedback.live.proposed", proposal, about("live-proposed"))];
}
