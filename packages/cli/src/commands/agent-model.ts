import { join } from "node:path";
import {
  askStructured,
  type BackendSettings,
  type DailyBudget,
  type LlmBackend,
  type LlmClient,
  type ModelPrices,
  modelClient,
  openBackend,
  type OpenedBackend,
  type UsageJournal,
} from "@rara-trading/agent";
import { RaraError, SeededRandom } from "@rara-trading/domain";
import type { AskModel } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";

const JOURNAL_FILE = "agent.db";

/** Returns the file in which a home folder's model calls are written down. */
export function agentJournalFile(homePath: string): string {
  return join(homePath, JOURNAL_FILE);
}

/** Returns what the configuration and the environment say about reaching a model. */
export function backendSettings({ config, clock, environment }: CommandContext): BackendSettings {
  const { model, baseUrl, keyVariable, script, timeoutSeconds } = config.agent;
  return {
    fetch: (url, init) => fetch(url, init),
    clock,
    timeoutMs: timeoutSeconds * 1000,
    model,
    baseUrl,
    keyVariable,
    script,
    environment,
  };
}

/** Returns the day's limits; the configuration writes 0 for none. */
export function dailyBudget({ tokensPerDay, usdPerDay }: CommandContext["config"]["agent"]): DailyBudget {
  return { tokensPerDay: tokensPerDay === 0 ? null : tokensPerDay, usdPerDay: usdPerDay === 0 ? null : usdPerDay };
}

/**
 * Returns the configured backend, or the plain statement that there is none.
 * @throws AgentFault when a backend is named that is not there.
 */
export function configuredBackend(context: CommandContext): OpenedBackend {
  return openBackend(context.config.agent.backend, backendSettings(context));
}

/**
 * Returns a backend with the configured budget, retries and limits.
 * @throws AgentFault when a limit in US dollars cannot be kept.
 */
export function configuredClient(context: CommandContext, backend: LlmBackend, journal: UsageJournal): LlmClient {
  const { clock, ids, config } = context;
  const { attempts, concurrency } = config.agent;
  return modelClient(backend, {
    journal,
    budget: dailyBudget(config.agent),
    prices: modelPrices(config.agent),
    clock,
    random: new SeededRandom(ids.next("jitter")),
    attemptsMax: attempts,
    atOnceMax: concurrency,
  });
}

/** Returns a client as the port through which research asks a model. */
export function modelAsker(client: LlmClient): AskModel {
  return (question) => askStructured(client, question);
}

/** Returns the error of a command that needs a model where there is none. */
export function noModel(statuses: Extract<OpenedBackend, { kind: "none" }>["statuses"]): RaraError {
  return new RaraError("Expected a language model that can be asked, found none", {
    category: "configuration",
    code: "agent.no-backend",
    hint: "See `rara-trading agent backends`. Research needs no model: without one it uses its offline generator.",
    details: { backends: statuses },
  });
}

/** Both prices or none: half a price list would make half of the cost disappear. */
function modelPrices({
  inputUsdPerMillion,
  outputUsdPerMillion,
}: CommandContext["config"]["agent"]): ModelPrices | null {
  if (inputUsdPerMillion === "" || outputUsdPerMillion === "") return null;
  return { inputUsdPerMillion: Number(inputUsdPerMillion), outputUsdPerMillion: Number(outputUsdPerMillion) };
}
