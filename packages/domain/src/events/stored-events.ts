import type { EventBus } from "../ports/event-bus.ts";
import type { EventType } from "./event-catalogue.ts";
import type { StoredEvent } from "./event.ts";

/** Events that one read of the log returns at most. */
const PAGE_EVENTS_MAX = 1_000;

/** Yields the stored events of `types` from `fromSeq` on, in order, a bounded page at a time, to the log's present end. */
export async function* storedEvents(
  bus: EventBus,
  types: readonly EventType[],
  fromSeq: number,
): AsyncGenerator<StoredEvent> {
  let next = fromSeq;
  for (;;) {
    const page = await bus.readRange({ fromSeq: next, types, limit: PAGE_EVENTS_MAX });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_EVENTS_MAX) return;
    next = last.seq + 1;
  }
}
