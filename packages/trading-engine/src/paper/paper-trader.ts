import { type CandleFeed, type Clock, type EventBus, RaraError, type TradingSessionEnded } from "@rara-trading/domain";
import { SessionJournal } from "../journal/session-journal.ts";
import { untilAborted } from "../until-aborted.ts";
import type { NewStrategySession } from "./contained-session.ts";
import { PaperRun } from "./paper-run.ts";
import type { PaperSession } from "./paper-session.ts";

/** What a paper trader works with. */
export interface PaperTraderDependencies {
  readonly bus: EventBus;
  readonly clock: Clock;
  /** Replays `range` of the session from its first bar, every time it is asked. */
  readonly feed: CandleFeed;
  /** Gives a fresh session of the strategy's artifact; the trader disposes of it at the end of its run. */
  readonly newStrategySession: NewStrategySession;
}

/** How a run of a paper trader ended. A stopped session goes on where it was when it is run again. */
export type PaperOutcome =
  | { readonly kind: "ended"; readonly sessionId: string; readonly end: TradingSessionEnded }
  | { readonly kind: "already-ended"; readonly sessionId: string; readonly end: TradingSessionEnded }
  | { readonly kind: "stopped"; readonly sessionId: string; readonly barsProcessed: number };

/** Bars after which a run lets timers and other work of the process take their turn. */
const BARS_PER_TURN = 2_048;

/**
 * Trades one strategy session on paper: the simulation's engine over a feed, with every order, refusal, fill and daily
 * equity on the log. An approved intent is durable before the bar that can fill it is looked at.
 *
 * Start and crash recovery are the same code: the session is stepped again from its first bar, what it does is
 * compared with what the log already holds, and from the log's end on it is published. Whatever moment the process
 * died at, the log ends up the same.
 */
export class PaperTrader {
  readonly session: PaperSession;
  readonly #dependencies: PaperTraderDependencies;
  #running = false;

  constructor(dependencies: PaperTraderDependencies, session: PaperSession) {
    this.#dependencies = dependencies;
    this.session = session;
  }

  /**
   * Runs the session to the end of its feed, or until `signal` aborts, which stops it between two bars.
   * @throws RaraError `trading.session-differs` when the log knows the session with other options,
   * `trading.journal-diverged` when it holds other orders than the session regenerates, `trading.feed` when a bar is out
   * of order or range; and whatever the bus or the feed throw.
   */
  async run(signal: AbortSignal): Promise<PaperOutcome> {
    const { sessionId } = this.session;
    if (this.#running) {
      throw new RaraError(`Expected one run at a time of session ${sessionId}, found a second`, {
        category: "bug",
        code: "trading.session-running",
        hint: "Await the run before starting another.",
      });
    }
    this.#running = true;
    try {
      const journal = await SessionJournal.open(this.#dependencies.bus, this.session, this.#dependencies.clock.nowMs());
      if (journal.ended !== undefined) return { kind: "already-ended", sessionId, end: journal.ended };
      try {
        return await this.#trade(journal, signal);
      } finally {
        await journal.idle();
      }
    } finally {
      this.#running = false;
    }
  }

  async #trade(journal: SessionJournal, signal: AbortSignal): Promise<PaperOutcome> {
    const { clock, feed, newStrategySession } = this.#dependencies;
    const { sessionId } = this.session;
    using run = await PaperRun.start(this.session, newStrategySession, clock, journal.failed);
    if (!run.isOver) {
      for await (const bar of untilAborted(feed.candles(signal), signal)) {
        const { events, hasOrders } = run.takeBar(bar);
        if (hasOrders) await journal.record(events);
        else if (events.length > 0) await journal.recordInBackground(events);
        if (run.isOver) break;
        if (run.barsProcessed % BARS_PER_TURN === 0) await clock.sleep(0);
      }
    }
    if (signal.aborted && !run.isOver) {
      await journal.settled();
      return { kind: "stopped", sessionId, barsProcessed: run.barsProcessed };
    }
    const { events, end } = run.end();
    await journal.record(events);
    return { kind: "ended", sessionId, end };
  }
}
