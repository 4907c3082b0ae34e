import {
  type Clock,
  type EventBus,
  type LeaseHolder,
  type LeaseRegistry,
  newEvent,
  type PaperStopped,
  RaraError,
} from "@rara-trading/domain";
import { PAPER_SOURCE } from "../events/session-events.ts";
import type { PaperTrader } from "../paper/paper-trader.ts";
import { keepPaperLease, PAPER_LEASE, takePaperLease } from "./paper-lease.ts";
import { type DeskOutcome, runTraders } from "./run-traders.ts";
import { nextStopRequest, seqAfterStopRequests } from "./stop-requests.ts";

/** Traders that a desk runs side by side at most. */
export const TRADERS_AT_ONCE_MAX = 32;

/** What a desk works with. */
export interface PaperDeskDependencies {
  readonly bus: EventBus;
  readonly leases: LeaseRegistry;
  readonly clock: Clock;
}

/** How a desk works. */
export interface PaperDeskOptions {
  /** New for every desk: it names the holder of the lease and the acknowledgement of a stop. */
  readonly ownerId: string;
  /**
   * Traders side by side, 1 to `TRADERS_AT_ONCE_MAX`; 1 when absent: one after the other, so that the order of the
   * log does not depend on timing.
   */
  readonly tradersAtOnce?: number;
}

/** What became of a desk. A desk that may not start is a value, not a fault. */
export type PaperDeskReport =
  | { readonly kind: "already-running"; readonly holder: LeaseHolder }
  | {
      readonly kind: "finished";
      readonly reason: PaperStopped["reason"];
      /** The request that stopped it, if one did. */
      readonly requestId: string | null;
      /** One for each trader, in their order. */
      readonly outcomes: readonly DeskOutcome[];
    };

/**
 * The one place of a home folder where paper sessions run: it holds the lease `paper`, runs the traders, listens for
 * `trading.paper.stop-requested`, and says `trading.paper.stopped` once every trader stands still.
 */
export class PaperDesk {
  readonly #dependencies: PaperDeskDependencies;
  readonly #ownerId: string;
  readonly #tradersAtOnce: number;
  /** Stops the traders. */
  readonly #halt = new AbortController();
  #requestId: string | null = null;
  #fault: { readonly error: unknown } | undefined;

  /** @throws RaraError `trading.traders-at-once` outside 1 to `TRADERS_AT_ONCE_MAX`. */
  constructor(dependencies: PaperDeskDependencies, options: PaperDeskOptions) {
    const { ownerId, tradersAtOnce = 1 } = options;
    if (!Number.isInteger(tradersAtOnce) || tradersAtOnce < 1 || tradersAtOnce > TRADERS_AT_ONCE_MAX) {
      throw new RaraError(`Expected 1 to ${TRADERS_AT_ONCE_MAX} traders at once, found ${tradersAtOnce}`, {
        category: "usage",
        code: "trading.traders-at-once",
      });
    }
    this.#dependencies = dependencies;
    this.#ownerId = ownerId;
    this.#tradersAtOnce = tradersAtOnce;
  }

  /**
   * Runs the traders until all have ended, someone asks for a stop, or `signal` aborts. A desk runs once.
   * @throws RaraError `trading.lease-lost`, or what the bus throws; the traders stand still by then.
   */
  async run(traders: readonly PaperTrader[], signal: AbortSignal): Promise<PaperDeskReport> {
    const { bus, leases } = this.#dependencies;
    // Before the lease is taken: whoever asks for a stop once we hold it must be heard.
    const fromSeq = await seqAfterStopRequests(bus);
    const holder = takePaperLease(leases, this.#ownerId);
    if (holder !== undefined) return { kind: "already-running", holder };
    try {
      const outcomes = await this.#work(traders, fromSeq, signal);
      return await this.#finish(outcomes, signal);
    } finally {
      leases.release(PAPER_LEASE, this.#ownerId);
    }
  }

  async #work(traders: readonly PaperTrader[], fromSeq: number, signal: AbortSignal): Promise<readonly DeskOutcome[]> {
    const { bus, leases, clock } = this.#dependencies;
    const done = new AbortController();
    const watches = [
      this.#watch(keepPaperLease(leases, this.#ownerId, clock, done.signal)),
      this.#watch(this.#heedStopRequest(bus, fromSeq, done.signal)),
    ];
    try {
      return await runTraders(traders, this.#tradersAtOnce, AbortSignal.any([signal, this.#halt.signal]));
    } finally {
      done.abort();
      await Promise.all(watches);
    }
  }

  /** A watch that fails stops the traders; `#finish` reports its fault. */
  async #watch(watch: Promise<void>): Promise<void> {
    try {
      await watch;
    } catch (error) {
      this.#fault ??= { error };
      this.#halt.abort();
    }
  }

  async #heedStopRequest(bus: EventBus, fromSeq: number, signal: AbortSignal): Promise<void> {
    const requestId = await nextStopRequest(bus, fromSeq, signal);
    if (requestId === undefined) return;
    this.#requestId = requestId;
    this.#halt.abort();
  }

  async #finish(outcomes: readonly DeskOutcome[], signal: AbortSignal): Promise<PaperDeskReport> {
    const reason = this.#reason(outcomes, signal);
    const requestId = this.#requestId;
    const { bus, clock } = this.#dependencies;
    const stopped = newEvent(
      "trading.paper.stopped",
      { ownerId: this.#ownerId, requestId, reason },
      {
        eventId: `${this.#ownerId}:stopped`,
        occurredAtMs: clock.nowMs(),
        source: PAPER_SOURCE,
        correlationId: this.#ownerId,
      },
    );
    await bus.publish([stopped]);
    if (this.#fault !== undefined) throw this.#fault.error;
    return { kind: "finished", reason, requestId, outcomes };
  }

  #reason(outcomes: readonly DeskOutcome[], signal: AbortSignal): PaperStopped["reason"] {
    if (this.#fault !== undefined || outcomes.some((outcome) => outcome.kind === "failed")) return "failed";
    if (this.#requestId !== null) return "requested";
    return signal.aborted ? "interrupted" : "completed";
  }
}
