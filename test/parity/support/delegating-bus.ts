import type { EventBus } from "@rara-trading/domain";

/** Returns a bus that passes everything on to `bus`, except for what a test does differently. */
export function delegatingBus(bus: EventBus, changes: Partial<EventBus>): EventBus {
  return {
    publish: (events) => bus.publish(events),
    readRange: (query) => bus.readRange(query),
    readByCorrelation: (correlationId, limit) => bus.readByCorrelation(correlationId, limit),
    subscribe: (consumer, options) => bus.subscribe(consumer, options),
    tail: (options) => bus.tail(options),
    [Symbol.asyncDispose]: () => Promise.resolve(),
    ...changes,
  };
}
