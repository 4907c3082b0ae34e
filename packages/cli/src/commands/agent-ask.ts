import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type AnswerSchema,
  askStructured,
  budgetFault,
  type LlmClient,
  type LlmRequest,
  SqliteUsageJournal,
  structuredFault,
} from "@rara-trading/agent";
import { RaraError } from "@rara-trading/domain";
import { z } from "zod";
import type { CommandContext } from "../command-context.ts";
import { nearestName } from "../did-you-mean.ts";
import { ensureHome } from "../home-paths.ts";
import { agentJournalFile, configuredBackend, configuredClient, dailyBudget, noModel } from "./agent-model.ts";

/** What `agent` was asked. */
export interface AskRequest {
  readonly prompt: string;
  readonly systemFile: string | undefined;
  readonly json: boolean;
  readonly schemaFile: string | undefined;
}

const FILE_BYTES_MAX = 256 * 1024;
const DEFAULT_SYSTEM = "You answer questions about quantitative trading research, briefly and to the point.";
const JSON_RULE = "Answer with one JSON object and nothing else.";
const SUBCOMMANDS = ["backends"];

/** Asks the configured model one question and returns its answer with what it used. */
export async function askAgent(context: CommandContext, request: AskRequest): Promise<unknown> {
  const { config, clock, signal, homePath } = context;
  refuseMistypedCommand(request.prompt);
  const schema = await answerSchema(context, request);
  const system = await systemText(context, request.systemFile);
  const opened = configuredBackend(context);
  if (opened.kind === "none") throw noModel(opened.statuses);
  await ensureHome(homePath);
  using journal = SqliteUsageJournal.open(agentJournalFile(homePath));
  const client = configuredClient(context, opened.backend, journal);
  const startedAtMs = clock.nowMs();
  const { maxOutputTokens } = config.agent;
  const question = { system, prompt: request.prompt, maxOutputTokens, signal };
  const answer = schema === undefined ? await askText(client, question) : await askValue(client, question, schema);
  return {
    backend: client.backend,
    ...answer,
    durationMs: clock.nowMs() - startedAtMs,
    today: { ...journal.spentOn(clock.nowMs()), ...dailyBudget(config.agent) },
  };
}

async function askText(client: LlmClient, question: LlmRequest): Promise<object> {
  const reply = await client.complete(question);
  if (reply.kind === "budget-spent") throw budgetFault(reply);
  return { model: reply.model, text: reply.text, usage: reply.usage };
}

/** A schema and how to tell the model of it. */
interface WantedAnswer {
  readonly schema: AnswerSchema<unknown>;
  readonly rule: string;
}

async function askValue(client: LlmClient, question: LlmRequest, { schema, rule }: WantedAnswer): Promise<object> {
  const reply = await askStructured(client, { ...question, system: `${question.system}\n${rule}`, schema });
  if (reply.kind !== "answer") throw structuredFault(reply);
  return { model: reply.model, value: reply.value, usage: reply.usage, calls: reply.calls };
}

/** A slip in a subcommand's name must not become a question that costs money. */
function refuseMistypedCommand(prompt: string): void {
  if (!/^[a-z-]+$/.test(prompt)) return;
  const nearest = nearestName(prompt, SUBCOMMANDS);
  if (nearest === undefined) return;
  throw new RaraError(`Expected a question, found ${JSON.stringify(prompt)}`, {
    category: "usage",
    code: "cli.unknown-command",
    hint: `Did you mean \`rara-trading agent ${nearest}\`? A question of one word can end in a question mark.`,
  });
}

async function systemText(context: CommandContext, file: string | undefined): Promise<string> {
  return file === undefined ? DEFAULT_SYSTEM : await readText(context, file, "the system text");
}

async function answerSchema(
  context: CommandContext,
  { json, schemaFile }: AskRequest,
): Promise<WantedAnswer | undefined> {
  if (schemaFile === undefined)
    return json ? { schema: z.record(z.string(), z.unknown()), rule: JSON_RULE } : undefined;
  const text = await readText(context, schemaFile, "the JSON Schema");
  try {
    const document = JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0];
    return { schema: z.fromJSONSchema(document), rule: `${JSON_RULE} It must fit this JSON Schema:\n${text}` };
  } catch (error) {
    throw new RaraError(`Expected a JSON Schema in ${schemaFile}, found a document that cannot be used as one`, {
      category: "usage",
      code: "agent.schema",
      hint: "Give a JSON Schema of draft 2020-12, draft 7 or draft 4.",
      cause: error,
    });
  }
}

async function readText({ workingDirectory }: CommandContext, file: string, what: string): Promise<string> {
  const path = resolve(workingDirectory, file);
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined) {
    throw new RaraError(`Expected ${what} in ${path}, found no such file`, {
      category: "not-found",
      code: "agent.file",
      hint: "Give the path of a file.",
    });
  }
  if (size <= FILE_BYTES_MAX) return await readFile(path, "utf8");
  throw new RaraError(`Expected ${what} in at most ${FILE_BYTES_MAX} bytes, found ${size} in ${path}`, {
    category: "usage",
    code: "agent.file",
    hint: "Give a shorter file.",
  });
}
