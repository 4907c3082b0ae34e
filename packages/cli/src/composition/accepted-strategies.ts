import {
  type CandidateAccepted,
  type EventBus,
  isEvent,
  type StoredEvent,
  storedEvents,
  type StrategyAccepted,
} from "@rara-trading/domain";

/** What paper trading needs to know of a strategy, with the walk that it belongs to. */
export interface PaperCandidate extends Pick<
  CandidateAccepted,
  "strategyId" | "artifactSha256" | "instrument" | "timeframe" | "equityFraction"
> {
  readonly correlationId: string;
}

/** A strategy that research handed over. */
export type ResearchCandidate = PaperCandidate & CandidateAccepted;

/** A strategy of somebody else's that a person accepted. */
export type AcceptedModule = PaperCandidate & StrategyAccepted;

/** Which strategies are wanted. */
interface Wanted {
  readonly retired: boolean;
}

/** Returns what `pick` takes from the log, the first of each strategy, in that order; retired ones only when asked for. */
async function collect<Candidate extends PaperCandidate>(
  bus: EventBus,
  types: readonly ("research.candidate.accepted" | "strategy.module.accepted")[],
  pick: (event: StoredEvent) => Candidate | undefined,
  include: Wanted,
): Promise<readonly Candidate[]> {
  const accepted = new Map<string, Candidate>();
  for await (const event of storedEvents(bus, [...types, "feedback.strategy.evaluated"], 1)) {
    const candidate = pick(event);
    if (candidate !== undefined && !accepted.has(candidate.strategyId)) accepted.set(candidate.strategyId, candidate);
    if (!isEvent(event, "feedback.strategy.evaluated") || include.retired) continue;
    if (event.payload.decision.kind === "retire") accepted.delete(event.payload.strategyId);
  }
  return [...accepted.values()];
}

function fromResearch(event: StoredEvent): ResearchCandidate | undefined {
  if (!isEvent(event, "research.candidate.accepted")) return undefined;
  return { ...event.payload, correlationId: event.correlationId };
}

function fromPerson(event: StoredEvent): AcceptedModule | undefined {
  if (!isEvent(event, "strategy.module.accepted")) return undefined;
  return { ...event.payload, correlationId: event.correlationId };
}

function fromAnybody(event: StoredEvent): PaperCandidate | undefined {
  return fromResearch(event) ?? fromPerson(event);
}

/** Returns the strategies that research accepted, in that order; those that feedback has retired only when asked for. */
export function acceptedStrategies(
  bus: EventBus,
  include: Wanted = { retired: false },
): Promise<readonly ResearchCandidate[]> {
  return collect(bus, ["research.candidate.accepted"], fromResearch, include);
}

/** Returns the strategies of others that a person accepted, in that order. */
export function acceptedModules(bus: EventBus, include: Wanted): Promise<readonly AcceptedModule[]> {
  return collect(bus, ["strategy.module.accepted"], fromPerson, include);
}

/** Returns everything that is in the paper stage: what research accepted and what a person did. */
export function paperCandidates(bus: EventBus): Promise<readonly PaperCandidate[]> {
  return collect(bus, ["research.candidate.accepted", "strategy.module.accepted"], fromAnybody, { retired: false });
}
