import { type CandidateAccepted, type EventBus, isEvent, storedEvents } from "@rara-trading/domain";

/** A strategy that research handed over, with the walk it belongs to. */
export interface PaperCandidate extends CandidateAccepted {
  readonly correlationId: string;
}

/** Returns the strategies that research accepted, in that order; those that feedback has retired only when asked for. */
export async function acceptedStrategies(
  bus: EventBus,
  include: { readonly retired: boolean } = { retired: false },
): Promise<readonly PaperCandidate[]> {
  const accepted = new Map<string, PaperCandidate>();
  for await (const event of storedEvents(bus, ["research.candidate.accepted", "feedback.strategy.evaluated"], 1)) {
    if (isEvent(event, "research.candidate.accepted")) {
      const { payload, correlationId } = event;
      if (!accepted.has(payload.strategyId)) accepted.set(payload.strategyId, { ...payload, correlationId });
    } else if (isEvent(event, "feedback.strategy.evaluated")) {
      const { decision, strategyId } = event.payload;
      if (decision.kind === "retire" && !include.retired) accepted.delete(strategyId);
    }
  }
  return [...accepted.values()];
}
