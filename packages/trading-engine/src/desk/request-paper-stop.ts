import { isEvent, newEvent, type PaperStopped, storedEvents } from "@rara-trading/domain";
import type { PaperDeskDependencies } from "./paper-desk.ts";
import { PAPER_LEASE } from "./paper-lease.ts";

/** How long a desk has to acknowledge when nothing else is said. */
export const PAPER_STOP_TIMEOUT_MS = 10_000;

/** How often the log is looked at for the acknowledgement. */
const LOOK_EVERY_MS = 100;

/** A request that paper trading stop. */
export interface PaperStopRequest {
  /** New for every request. */
  readonly requestId: string;
  /** The component that asks, such as `cli`. */
  readonly source: string;
  /** `PAPER_STOP_TIMEOUT_MS` when absent. */
  readonly timeoutMs?: number;
}

/** What became of a stop request. `not-running`: no desk held the lease, or it died without a word. */
export type PaperStopResult =
  | { readonly kind: "not-running" }
  | { readonly kind: "stopped"; readonly stopped: PaperStopped }
  | { readonly kind: "timeout"; readonly ownerId: string; readonly pid: number };

/**
 * Asks the running desk to stop and waits for its acknowledgement. A desk that stopped by itself meanwhile counts as
 * stopped.
 * @throws the signal's reason when it aborts first; the request stands then.
 */
export async function requestPaperStop(
  dependencies: PaperDeskDependencies,
  request: PaperStopRequest,
  signal: AbortSignal,
): Promise<PaperStopResult> {
  const { bus, leases, clock } = dependencies;
  const { requestId, source, timeoutMs = PAPER_STOP_TIMEOUT_MS } = request;
  const holder = leases.holder(PAPER_LEASE);
  if (holder === undefined) return { kind: "not-running" };
  const { ownerId, pid } = holder;
  const about = { eventId: `${requestId}:requested`, occurredAtMs: clock.nowMs(), source, correlationId: requestId };
  await bus.publish([newEvent("trading.paper.stop-requested", { requestId }, about)]);

  let fromSeq = 1;
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    // The lease first: a desk says that it stopped before it gives the lease up.
    const isGone = leases.holder(PAPER_LEASE)?.ownerId !== ownerId;
    for await (const event of storedEvents(bus, ["trading.paper.stopped"], fromSeq)) {
      fromSeq = event.seq + 1;
      if (!isEvent(event, "trading.paper.stopped")) continue;
      const stopped = event.payload;
      if (stopped.requestId === requestId || stopped.ownerId === ownerId) return { kind: "stopped", stopped };
    }
    if (isGone) return { kind: "not-running" };
    if (waitedMs >= timeoutMs) return { kind: "timeout", ownerId, pid };
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}
