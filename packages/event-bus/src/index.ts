export { SqliteEventBus } from "./sqlite-event-bus.ts";
export type { SqliteEventBusOptions } from "./sqlite-event-bus.ts";
export { SqliteLeaseRegistry } from "./sqlite-lease-registry.ts";
export type { SqliteLeaseRegistryOptions } from "./sqlite-lease-registry.ts";
export {
  BATCH_EVENTS_MAX,
  LEASE_DURATION_MS_MAX,
  NAME_LENGTH_MAX,
  PAYLOAD_BYTES_MAX,
  PUBLISH_EVENTS_MAX,
  QUEUED_EVENTS_MAX,
  READ_EVENTS_MAX,
} from "./limits.ts";
