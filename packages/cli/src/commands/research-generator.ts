import { type LlmBackend, SqliteUsageJournal } from "@rara-trading/agent";
import { assertNever } from "@rara-trading/domain";
import type { CampaignModel, GeneratorKind, ModelShare } from "@rara-trading/research";
import { sdkSignatures } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import { agentJournalFile, configuredBackend, configuredClient, modelAsker, noModel } from "./agent-model.ts";

/** Where a run's hypotheses come from, given what there is to ask. */
export interface ChosenGenerator {
  readonly generator: GeneratorKind;
  /** `null` when no model is asked. */
  readonly backend: LlmBackend | null;
  /** Why no model is asked although one was wanted. */
  readonly fallbackReason: string | null;
}

/** A run that began with a generator, or is about to. */
export interface WantedGenerator {
  readonly generator: GeneratorKind;
  readonly resumed: boolean;
}

/**
 * Looks for the model that a run wants. With `agent.backend = auto` and nothing to ask, a new run is searched offline, and a
 * mixed one goes on offline; both say so.
 * @throws RaraError `agent.unavailable` when a named backend is not there, `agent.no-backend` for the rest of a model's own run.
 */
export function chooseGenerator(context: CommandContext, { generator, resumed }: WantedGenerator): ChosenGenerator {
  if (generator === "offline") return { generator, backend: null, fallbackReason: null };
  const opened = configuredBackend(context);
  if (opened.kind === "opened") return { generator, backend: opened.backend, fallbackReason: null };
  if (resumed && generator === "llm") throw noModel(opened.statuses);
  const missing = opened.statuses
    .filter(({ backend }) => backend !== "scripted")
    .map(({ backend, reason }) => `${backend} (${reason})`);
  const fallbackReason = `No language model can be asked: ${missing.join(", ")}.`;
  context.output.note(`${fallbackReason} Hypotheses come from the offline search.`);
  return { generator: resumed ? generator : "offline", backend: null, fallbackReason };
}

/** Returns the model as a campaign asks it, on the account that `journal` keeps. */
function campaignModel(
  context: CommandContext,
  backend: LlmBackend,
  journal: SqliteUsageJournal,
): Omit<CampaignModel, "compile"> {
  const client = configuredClient(context, backend, journal);
  const { maxOutputTokens } = context.config.agent;
  return { backend: backend.backend, ask: modelAsker(client), sdkSignatures: sdkSignatures(), maxOutputTokens };
}

/** Runs `work` with the model that was chosen, if one was. @throws AgentFault when a limit in US dollars cannot be kept. */
export async function withModel<Result>(
  context: CommandContext,
  { backend }: ChosenGenerator,
  work: (model: Omit<CampaignModel, "compile"> | undefined) => Promise<Result>,
): Promise<Result> {
  if (backend === null) return await work(undefined);
  using journal = SqliteUsageJournal.open(agentJournalFile(context.homePath));
  return await work(campaignModel(context, backend, journal));
}

/** Returns in words why a model was not asked to the end; undefined when it was. */
export function stopInWords(model: ModelShare | null): string | undefined {
  const stop = model?.stop ?? null;
  if (stop === null) return undefined;
  switch (stop.reason) {
    case "budget-spent":
      return `The day's budget for the language model is spent until ${new Date(stop.resetsAtMs).toISOString()}.`;
    case "model-failed":
      return `The language model could not be asked any more (${stop.code}): ${stop.message}.`;
    case "unusable-answers":
      return `The last ${stop.answers} answers of the language model came to no rule, so it was not asked again.`;
    case "no-model":
      return "There was no language model to ask.";
    default:
      return assertNever(stop);
  }
}
