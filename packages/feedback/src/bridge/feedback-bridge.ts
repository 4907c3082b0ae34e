import {
  type Clock,
  type EventBatch,
  type EventBus,
  type NewEvent,
  RaraError,
  storedEvents,
  type StrategyEvaluated,
  type Subscription,
} from "@rara-trading/domain";
import { DEFAULT_FEEDBACK_THRESHOLDS, type FeedbackThresholds } from "../decision/feedback-thresholds.ts";
import { EVIDENCE_EVENT_TYPES, EvidenceLedger } from "../evidence/evidence-ledger.ts";
import type { SessionRecord } from "../evidence/session-record.ts";
import { evaluationEvents, evaluationOf, finalEvaluationId } from "./feedback-events.ts";

/** The name of the bridge's durable subscription. */
export const FEEDBACK_CONSUMER = "feedback";

/** Events that the bridge takes at a time; each may have two effects. */
const BATCH_EVENTS_MAX = 400;

/** What a bridge works with. */
export interface FeedbackBridgeDependencies {
  readonly bus: EventBus;
  readonly clock: Clock;
}

/**
 * Turns what strategies did into decisions about them. It follows the log as the durable consumer `feedback`, folds
 * sessions into evidence, and judges each once it has ended: the judgement is appended in the transaction that moves
 * the cursor, so that it stands in the log exactly once whatever crashes. The cursor lives in the log, the evidence in
 * memory: opening reads the log again from its start, which makes start and recovery one path.
 */
export class FeedbackBridge implements AsyncDisposable {
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #thresholds: FeedbackThresholds;
  readonly #subscription: Subscription;
  readonly #ledger = new EvidenceLedger();
  /** Ids of the final evaluations in the log. */
  readonly #evaluated = new Set<string>();

  private constructor(
    { bus, clock }: FeedbackBridgeDependencies,
    thresholds: FeedbackThresholds,
    subscription: Subscription,
  ) {
    this.#bus = bus;
    this.#clock = clock;
    this.#thresholds = thresholds;
    this.#subscription = subscription;
  }

  /** Opens the subscription and rebuilds the evidence from the log. */
  static async open(
    dependencies: FeedbackBridgeDependencies,
    thresholds: FeedbackThresholds = DEFAULT_FEEDBACK_THRESHOLDS,
  ): Promise<FeedbackBridge> {
    const subscription = await dependencies.bus.subscribe(FEEDBACK_CONSUMER, {
      types: EVIDENCE_EVENT_TYPES,
      batchMax: BATCH_EVENTS_MAX,
      start: "first",
    });
    const bridge = new FeedbackBridge(dependencies, thresholds, subscription);
    // After subscribing: from then on nobody else can add final evaluations.
    await bridge.#rebuild();
    return bridge;
  }

  /** Follows the log until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const batch = await this.#next(signal);
      if (batch !== undefined) await this.#take(batch);
    }
  }

  /**
   * Judges every session that has ended by now, then returns.
   * @throws the signal's reason when it aborts first.
   */
  async drain(signal: AbortSignal): Promise<void> {
    await this.#catchUp();
    // An ended session without its judgement lies after the cursor, so the next batch cannot be long in coming.
    while (this.#ledger.records().some((record) => this.#awaitsJudgement(record))) {
      signal.throwIfAborted();
      const batch = await this.#subscription.next(signal);
      await this.#take(batch);
    }
  }

  /**
   * Judges a session as it stands now, ended or not, and publishes the judgement under `evaluationId`, which must be new.
   * @throws RaraError `feedback.session-not-found` when the log does not know the session.
   */
  async evaluate(sessionId: string, evaluationId: string): Promise<StrategyEvaluated> {
    await this.#catchUp();
    const record = this.#ledger.record(sessionId);
    if (record === undefined) {
      throw new RaraError(`Expected a trading session, found none with the id ${JSON.stringify(sessionId)}`, {
        category: "not-found",
        code: "feedback.session-not-found",
        hint: "`rara-trading paper status` lists the sessions.",
      });
    }
    const evaluation = evaluationOf(record, this.#thresholds);
    await this.#bus.publish(evaluationEvents(record, evaluation, this.#clock.nowMs(), `request:${evaluationId}`));
    return evaluation;
  }

  /** Gives the subscription up; the cursor stays for the next bridge. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription[Symbol.asyncDispose]();
  }

  async #rebuild(): Promise<void> {
    for await (const { eventId } of storedEvents(this.#bus, ["feedback.strategy.evaluated"], 1)) {
      this.#evaluated.add(eventId);
    }
    await this.#catchUp();
  }

  /** Folds the log to its present end. Reading ahead of the cursor changes no judgement: an ended session says nothing more. */
  async #catchUp(): Promise<void> {
    for await (const event of storedEvents(this.#bus, EVIDENCE_EVENT_TYPES, this.#ledger.lastSeq + 1)) {
      this.#ledger.apply(event);
    }
  }

  async #next(signal: AbortSignal): Promise<EventBatch | undefined> {
    try {
      return await this.#subscription.next(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  async #take(batch: EventBatch): Promise<void> {
    const effects: NewEvent[] = [];
    const judged: string[] = [];
    for (const event of batch.events) {
      this.#ledger.apply(event);
      if (event.type !== "trading.session.ended") continue;
      const { sessionId } = event.payload;
      const record = this.#ledger.record(sessionId);
      if (record === undefined) continue;
      effects.push(...evaluationEvents(record, evaluationOf(record, this.#thresholds), this.#clock.nowMs()));
      judged.push(finalEvaluationId(sessionId));
    }
    await this.#subscription.acknowledge(batch, effects);
    for (const id of judged) this.#evaluated.add(id);
  }

  #awaitsJudgement(record: SessionRecord): boolean {
    return record.end !== undefined && !this.#evaluated.has(finalEvaluationId(record.sessionId));
  }
}
