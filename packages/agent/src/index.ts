export { AgentFault } from "./agent-fault.ts";
export type { AgentFaultKind } from "./agent-fault.ts";
export { ScriptedClient } from "./backends/scripted-client.ts";
export { isApiAddress } from "./http/api-address.ts";
export type { HttpAccess, HttpFetch } from "./http/post-json.ts";
export { BACKEND_NAMES } from "./llm-client.ts";
export type {
  BackendName,
  BudgetSpent,
  LlmAnswer,
  LlmBackend,
  LlmClient,
  LlmReply,
  LlmRequest,
  LlmUsage,
} from "./llm-client.ts";
export { modelClient } from "./model-client.ts";
export type { ModelSettings } from "./model-client.ts";
export { backendStatuses, openBackend } from "./open-backend.ts";
export type { BackendSettings, BackendStatus, OpenedBackend } from "./open-backend.ts";
export type { AnswerSchema, SchemaIssue, SchemaResult } from "./structured/answer-schema.ts";
export { askStructured, budgetFault, structuredFault } from "./structured/ask-structured.ts";
export type { StructuredQuestion, StructuredReply } from "./structured/ask-structured.ts";
export type { ModelPrices } from "./usage/prices.ts";
export { SqliteUsageJournal } from "./usage/sqlite-usage-journal.ts";
export type { DailyBudget, DailySpend, UsageJournal } from "./usage/usage-journal.ts";
