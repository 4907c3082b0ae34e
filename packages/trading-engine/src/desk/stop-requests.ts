import { type EventBus, isEvent, storedEvents } from "@rara-trading/domain";
import { untilAborted } from "../until-aborted.ts";

/** Returns the first sequence number after every stop request that the log holds now. */
export async function seqAfterStopRequests(bus: EventBus): Promise<number> {
  let next = 1;
  for await (const { seq } of storedEvents(bus, ["trading.paper.stop-requested"], 1)) next = seq + 1;
  return next;
}

/** Returns whether a desk acknowledged the request that stands at `fromSeq`. */
async function isAcknowledged(bus: EventBus, requestId: string, fromSeq: number): Promise<boolean> {
  for await (const event of storedEvents(bus, ["trading.paper.stopped"], fromSeq)) {
    if (isEvent(event, "trading.paper.stopped") && event.payload.requestId === requestId) return true;
  }
  return false;
}

/**
 * Waits for a stop request from `fromSeq` on that no desk has acknowledged and returns its id; undefined when
 * `signal` aborts first.
 */
export async function nextStopRequest(
  bus: EventBus,
  fromSeq: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const requests = bus.tail({ fromSeq, types: ["trading.paper.stop-requested"], signal });
  for await (const event of untilAborted(requests, signal)) {
    if (!isEvent(event, "trading.paper.stop-requested")) continue;
    const { requestId } = event.payload;
    if (!(await isAcknowledged(bus, requestId, event.seq))) return requestId;
  }
  return undefined;
}
