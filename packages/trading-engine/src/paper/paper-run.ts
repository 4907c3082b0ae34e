import {
  type Candle,
  type Clock,
  type NewEvent,
  RaraError,
  type StrategyFailed,
  StrategyFault,
  type TradingSessionEnded,
} from "@rara-trading/domain";
import { BarEngine } from "@rara-trading/simulation";
import {
  type DayMark,
  equityMarked,
  orderApproved,
  orderFilled,
  orderRefused,
  sessionEnded,
  strategyFailed,
} from "../events/session-events.ts";
import { ContainedSession, type NewStrategySession } from "./contained-session.ts";
import { DayMarker } from "./day-marker.ts";
import type { PaperSession } from "./paper-session.ts";

/** What a bar made the session say. */
export interface BarEvents {
  /** In the order in which they happened. */
  readonly events: readonly NewEvent[];
  /** Whether orders are among them, which must be durable before the next bar. */
  readonly hasOrders: boolean;
}

/** How a session ends. */
export interface SessionEnd {
  readonly events: readonly NewEvent[];
  readonly end: TradingSessionEnded;
}

/**
 * The state of one run, a function of the session and the bars alone: takes bars, says events. It neither reads nor
 * writes the log.
 */
export class PaperRun implements Disposable {
  readonly #session: PaperSession;
  readonly #clock: Clock;
  readonly #strategy: ContainedSession;
  readonly #engine: BarEngine;
  readonly #days: DayMarker;
  #events: NewEvent[] = [];
  #lastOpenTimeMs: number | null = null;
  #flatRequested = false;

  private constructor(session: PaperSession, strategy: ContainedSession, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
    this.#strategy = strategy;
    this.#days = new DayMarker(session.timeframe, session.engine.tradeFromMs);
    this.#engine = new BarEngine(this.#strategy, session.engine, {
      approved: (intent) => void this.#events.push(orderApproved(session, intent, clock.nowMs())),
      refused: (refusal) => void this.#events.push(orderRefused(session, refusal, clock.nowMs())),
      filled: (fill) => void this.#events.push(orderFilled(session, fill, clock.nowMs())),
    });
  }

  /**
   * Starts the strategy; one that cannot start leaves a run that is over before its first bar. `known` is how it failed
   * according to the log.
   */
  static async start(
    session: PaperSession,
    newStrategySession: NewStrategySession,
    clock: Clock,
    known?: StrategyFailed,
  ): Promise<PaperRun> {
    return new PaperRun(session, await ContainedSession.start(newStrategySession, known), clock);
  }

  /** Ends the strategy. */
  [Symbol.dispose](): void {
    this.#strategy[Symbol.dispose]();
  }

  /** Bars taken so far. */
  get barsProcessed(): number {
    return this.#engine.barsProcessed;
  }

  /** Whether the strategy failed and nothing is held any more: no further bar may be taken. */
  get isOver(): boolean {
    return this.#strategy.fault !== undefined && this.#engine.position === 0;
  }

  /** Takes the next closed bar. @throws RaraError `trading.feed` when it is out of order or outside the session's range. */
  takeBar(bar: Candle): BarEvents {
    this.#checkPlace(bar);
    this.#events = [];
    this.#mark(this.#days.before(bar.openTimeMs));
    const marks = this.#events.length;
    this.#step(bar);
    const hasOrders = this.#events.length > marks;
    this.#mark(this.#days.after(bar, this.#engine.equity, this.#engine.position));
    this.#lastOpenTimeMs = bar.openTimeMs;
    return { events: this.#events, hasOrders };
  }

  /** Ends the session: its last events (the mark of a day under way among them) and the reason. */
  end(): SessionEnd {
    const { fault } = this.#strategy;
    const { sessionId, strategyId } = this.#session;
    this.#events = [];
    this.#mark(this.#days.close());
    const end: TradingSessionEnded = {
      sessionId,
      strategyId,
      reason: fault === undefined ? "feed-ended" : "strategy-fault",
      detail: fault === undefined ? `The feed ended after ${this.barsProcessed} bars.` : this.#faultDetail(fault),
      barsProcessed: this.barsProcessed,
      lastBarOpenTimeMs: this.#lastOpenTimeMs,
    };
    this.#events.push(sessionEnded(this.#session, end, this.#clock.nowMs()));
    return { events: this.#events, end };
  }

  #step(bar: Candle): void {
    try {
      this.#engine.step(bar.openTimeMs, bar.open, bar.high, bar.low, bar.close, bar.volume);
    } catch (error) {
      // The strategy's own calls never throw here; what is left is the engine's verdict on its target, or a bad bar.
      if (!(error instanceof StrategyFault)) throw error;
      this.#strategy.fail(error);
    }
    const { fault, failedCall } = this.#strategy;
    if (fault === undefined || this.#flatRequested) return;
    this.#flatRequested = true;
    this.#events.push(this.#failed(fault, failedCall, bar));
    this.#engine.requestFlat(bar.openTimeMs, bar.close);
  }

  #failed({ code, message }: RaraError, callIndex: number, { openTimeMs }: Candle): NewEvent {
    const { sessionId, strategyId } = this.#session;
    const failed = { sessionId, strategyId, callIndex, barOpenTimeMs: openTimeMs, code, message };
    return strategyFailed(this.#session, failed, this.#clock.nowMs());
  }

  #mark(mark: DayMark | undefined): void {
    if (mark !== undefined) this.#events.push(equityMarked(this.#session, mark, this.#clock.nowMs()));
  }

  #faultDetail(fault: RaraError): string {
    const { position } = this.#engine;
    const held = position === 0 ? "" : ` The feed ended before the position of ${position} could be closed.`;
    return `${fault.code}: ${fault.message}.${held}`;
  }

  #checkPlace({ openTimeMs }: Candle): void {
    const { sessionId, range } = this.#session;
    const afterMs = this.#lastOpenTimeMs ?? range.fromMs - 1;
    if (openTimeMs > afterMs && openTimeMs < range.toMs) return;
    throw new RaraError(
      `Expected a bar of session ${sessionId} that opens after ${afterMs} and before ${range.toMs}, found one at ${openTimeMs}`,
      {
        category: "bug",
        code: "trading.feed",
        hint: "Give the trader a feed that replays exactly the session's range, sorted.",
      },
    );
  }
}
