import { type EventPayloads, type EventType, type NewEvent, newEvent } from "@rara-trading/domain";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";
import type { AcceptedStrategy } from "./campaign-outcome.ts";
import { stateOf, type Verdict } from "./verdicts.ts";

/** Makes the campaign's events, with ids that the run determines, so that a resumed run stores none twice. */
export class CampaignEvents {
  readonly #dependencies: CampaignDependencies;
  readonly #runId: string;

  constructor(dependencies: CampaignDependencies, options: CampaignOptions) {
    this.#dependencies = dependencies;
    this.#runId = options.runId;
  }

  /** An event about the run as a whole. */
  ofRun<Type extends EventType>(type: Type, name: string, payload: EventPayloads[Type]): NewEvent {
    return this.#event(type, `${this.#runId}:${name}`, this.#runId, payload);
  }

  /** The walk of one hypothesis from the search-level gate on; its correlation id is the trial's. */
  ofWalk(verdict: Verdict, accepted: AcceptedStrategy | undefined): readonly NewEvent[] {
    const { trial } = verdict;
    const { trialId, hypothesis, metrics } = trial;
    const about = { runId: this.#runId, trialId };
    const { hypothesisId } = hypothesis;
    const { instrument, timeframe } = this.#dependencies.data.series;
    const completed = { ...about, hypothesisId, state: stateOf(verdict), metrics };
    const events = [
      this.#event("research.hypothesis.proposed", `${trialId}:proposed`, trialId, { ...about, hypothesis }),
      this.#event("research.experiment.completed", `${trialId}:completed`, trialId, completed),
    ];
    if (accepted === undefined) return events;
    const { strategyId, artifactSha256, equityFraction, metrics: researchMetrics, validation, vault } = accepted;
    const candidate = {
      strategyId,
      hypothesis,
      instrument,
      timeframe,
      artifactSha256,
      equityFraction,
      researchMetrics,
      ...(validation && { validation }),
      ...(vault && { vault }),
    };
    return [
      ...events,
      this.#event("research.candidate.accepted", `${trialId}:accepted`, trialId, { ...about, ...candidate }),
    ];
  }

  #event<Type extends EventType>(
    type: Type,
    eventId: string,
    correlationId: string,
    payload: EventPayloads[Type],
  ): NewEvent {
    return newEvent(type, payload, {
      eventId,
      occurredAtMs: this.#dependencies.clock.nowMs(),
      source: "research",
      correlationId,
    });
  }
}
