export { describeTrialLedgerContract } from "./ledger/trial-ledger-contract.ts";
export { describeSpanRegistryContract } from "./spans/span-registry-contract.ts";
