export { describeTrialLedgerContract } from "./ledger/trial-ledger-contract.ts";
