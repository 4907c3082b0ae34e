import { AgentFault } from "../agent-fault.ts";
import type { BudgetSpent, LlmAnswer, LlmClient, LlmReply, LlmRequest, LlmUsage } from "../llm-client.ts";
import { addUsage } from "../usage/add-usage.ts";
import type { AnswerSchema, SchemaIssue } from "./answer-schema.ts";
import { extractJson } from "./extract-json.ts";

/** Issues that are told to the model and shown in an error. */
const ISSUES_SHOWN_MAX = 10;
const ISSUE_CHARACTERS_MAX = 200;
/** How much of its own first answer the model is shown again. */
const REPEATED_CHARACTERS_MAX = 20_000;

/** A question whose answer is one JSON object. */
export interface StructuredQuestion<T> extends LlmRequest {
  readonly schema: AnswerSchema<T>;
}

/** What a structured question came to; `usage` and `calls` cover the repair as well. */
export type StructuredReply<T> =
  | {
      readonly kind: "answer";
      readonly value: T;
      readonly usage: LlmUsage;
      readonly model: string | null;
      readonly calls: 1 | 2;
    }
  /** The answer broke the schema, and so did its repair. */
  | { readonly kind: "invalid"; readonly issues: readonly string[]; readonly usage: LlmUsage; readonly calls: 2 }
  | (BudgetSpent & { readonly usage: LlmUsage; readonly calls: 0 | 1 });

type Reading<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "issues"; readonly issues: readonly string[] };

/**
 * Asks for JSON and checks it against a schema; when it does not fit, asks once more with what is wrong.
 * @throws AgentFault when a call fails; its `usage` covers a first answer that was paid for.
 */
export async function askStructured<T>(
  client: LlmClient,
  question: StructuredQuestion<T>,
): Promise<StructuredReply<T>> {
  const { schema, ...request } = question;
  const first = await client.complete(request);
  if (first.kind === "budget-spent") return { ...first, usage: sum(), calls: 0 };
  const reading = await read(schema, first.text);
  if (reading.kind === "value") return answered(reading.value, [first]);
  const prompt = repairPrompt(question.prompt, first.text, reading.issues);
  const second = await repaired(client, { ...request, prompt }, first.usage);
  if (second.kind === "budget-spent") return { ...second, usage: sum(first), calls: 1 };
  const again = await read(schema, second.text);
  if (again.kind === "value") return answered(again.value, [first, second]);
  return { kind: "invalid", issues: again.issues, usage: sum(first, second), calls: 2 };
}

/** Asks for the repair; where that fails, the first answer was paid for all the same. */
async function repaired(client: LlmClient, request: LlmRequest, first: LlmUsage): Promise<LlmReply> {
  try {
    return await client.complete(request);
  } catch (error) {
    throw error instanceof AgentFault ? error.having(first) : error;
  }
}

/** Returns the fault that stands for an answer which is no use to a caller that needs one. */
export function structuredFault(reply: Exclude<StructuredReply<unknown>, { kind: "answer" }>): AgentFault {
  if (reply.kind === "budget-spent") return budgetFault(reply);
  return new AgentFault("malformed", `Expected an answer that fits its schema, found ${reply.issues.join("; ")}`, {
    hint: "Ask again, ask another model, or simplify the schema.",
    usage: reply.usage,
  });
}

/** Returns the fault that stands for a spent budget. */
export function budgetFault(spent: BudgetSpent): AgentFault {
  const { limit, threshold, actual, needed, resetsAtMs } = spent;
  const unit = limit === "usd" ? "US dollars" : "tokens";
  const next = needed === null ? "" : `, and the next call could use ${needed}`;
  const key = limit === "usd" ? "agent.usd_per_day" : "agent.tokens_per_day";
  return new AgentFault("budget", `Expected to stay within ${threshold} ${unit} a day, found ${actual} used${next}`, {
    hint: `Wait until ${new Date(resetsAtMs).toISOString()}, or raise ${key}.`,
    details: { limit, threshold, actual },
  });
}

function answered<T>(value: T, answers: readonly [LlmAnswer, LlmAnswer?]): StructuredReply<T> {
  const [first, second] = answers;
  const usage = second === undefined ? sum(first) : sum(first, second);
  return { kind: "answer", value, usage, model: (second ?? first).model, calls: second === undefined ? 1 : 2 };
}

async function read<T>(schema: AnswerSchema<T>, text: string): Promise<Reading<T>> {
  const found = extractJson(text);
  if (found.kind === "none") return { kind: "issues", issues: [found.reason] };
  const result = await schema["~standard"].validate(found.value);
  if (result.issues === undefined) return { kind: "value", value: result.value };
  return { kind: "issues", issues: result.issues.slice(0, ISSUES_SHOWN_MAX).map(issueText) };
}

function issueText({ path, message }: SchemaIssue): string {
  const names = (path ?? []).map((step) => String(typeof step === "object" ? step.key : step));
  const place = names.length === 0 ? "the object" : names.join(".");
  return `${place}: ${message}`.replaceAll(/[\s\p{C}]+/gu, " ").slice(0, ISSUE_CHARACTERS_MAX);
}

function repairPrompt(prompt: string, answer: string, issues: readonly string[]): string {
  return [
    prompt,
    "Your previous answer to this was:",
    answer.slice(0, REPEATED_CHARACTERS_MAX),
    "It cannot be used:",
    ...issues.map((issue) => `- ${issue}`),
    "Answer again with the whole corrected JSON object and nothing else.",
  ].join("\n");
}

function sum(...answers: readonly LlmAnswer[]): LlmUsage {
  return addUsage(...answers.map(({ usage }) => usage));
}
