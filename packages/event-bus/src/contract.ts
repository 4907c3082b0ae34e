export { describeEventBusContract } from "./event-bus-contract.ts";
export type { SharedLog } from "./contract-log.ts";
export { describeLeaseRegistryContract } from "./lease-registry-contract.ts";
export type { SharedLeases } from "./lease-registry-contract.ts";
