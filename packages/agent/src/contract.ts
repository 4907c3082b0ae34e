export { describeLlmBackendContract } from "./llm-client-contract.ts";
export { describeUsageJournalContract } from "./usage/usage-journal-contract.ts";
