import { type ErrorCategory, RaraError } from "@rara-trading/domain";
import { printAssemblyScript } from "../hypothesis/print-assembly-script.ts";
import { answerSchema, type AnswerSchema } from "./answer-reader.ts";
import { type AskModel, type ModelAnswer, type ModelQuestion, type ModelUsage, usageOfFault } from "./ask-model.ts";
import { type ModelProposal, proposalSchema } from "./model-proposal.ts";
import { CENTRE_NUMBER } from "./centre-lines.ts";
import { familiesOf, type ProposalContext } from "./proposal-context.ts";
import { proposalPrompt, shownTrials } from "./proposal-prompt.ts";
import { type CompilerFinding, repairPrompt } from "./repair-prompt.ts";

/** How often a source that does not compile goes back to the model. */
export const REPAIRS_MAX = 3;
const SOURCE_CHARACTERS_MAX = 64 * 1024;

/** Why there is nothing from the model this time. */
export type ModelFailure =
  /** The day's budget is spent: stop asking until then. */
  | { readonly kind: "budget-spent"; readonly resetsAtMs: number; readonly usage: ModelUsage }
  /** Two answers in a row were not what was asked for. */
  | { readonly kind: "unusable"; readonly issues: readonly string[]; readonly usage: ModelUsage }
  /** The call failed; `usage` is what was paid for before it did. */
  | {
      readonly kind: "failed";
      readonly code: string;
      readonly category: ErrorCategory;
      readonly reason: string;
      readonly usage: ModelUsage;
    };

/** A proposal with the source that goes to the compiler, or why there is none. */
export type ProposedByModel =
  | {
      readonly kind: "proposed";
      readonly proposal: ModelProposal;
      /** AssemblyScript: the model's own, or printed from its tree. */
      readonly source: string;
      readonly usage: ModelUsage;
      readonly model: string | null;
    }
  | ModelFailure;

/** A source to try once more, or why there is none. */
export type RepairedByModel =
  | { readonly kind: "repaired"; readonly source: string; readonly usage: ModelUsage; readonly model: string | null }
  /** It went back so often already. */
  | { readonly kind: "repairs-spent"; readonly repairs: number }
  | ModelFailure;

/** A source that does not compile. */
export interface FailedModelSource {
  readonly source: string;
  readonly findings: readonly CompilerFinding[];
  /** Times that it went back before. */
  readonly repairs: number;
  readonly sdkSignatures: string;
}

/** Asks a model for one hypothesis. @throws the signal's reason when it aborts, and whatever is no RaraError. */
export async function proposeWithModel(
  ask: AskModel,
  context: ProposalContext,
  limits: { readonly maxOutputTokens: number; readonly signal: AbortSignal },
): Promise<ProposedByModel> {
  const shown = new Set(shownTrials(context.tried).map(({ trial }) => trial));
  if (context.around !== undefined) shown.add(CENTRE_NUMBER);
  const schema = proposalSchema({ shownTrials: shown, families: familiesOf(context) });
  const answer = await asked(ask, { ...proposalPrompt(context), ...limits, schema });
  if (answer.kind !== "answer") return answer;
  const { value: proposal, usage, model } = answer;
  const { rule } = proposal;
  const source = rule.kind === "tree" ? printAssemblyScript(rule.tree) : rule.source;
  return { kind: "proposed", proposal, source, usage, model };
}

/** Sends a source that does not compile back to the model, three times at most. @throws as `proposeWithModel`. */
export async function repairWithModel(
  ask: AskModel,
  failed: FailedModelSource,
  limits: { readonly maxOutputTokens: number; readonly signal: AbortSignal },
): Promise<RepairedByModel> {
  const { source, findings, repairs, sdkSignatures } = failed;
  if (repairs >= REPAIRS_MAX) return { kind: "repairs-spent", repairs };
  const answer = await asked(ask, {
    ...repairPrompt(source, findings, sdkSignatures),
    ...limits,
    schema: SOURCE_SCHEMA,
  });
  if (answer.kind !== "answer") return answer;
  return { kind: "repaired", source: answer.value, usage: answer.usage, model: answer.model };
}

const SOURCE_SCHEMA: AnswerSchema<string> = answerSchema((reader, value) =>
  reader.text(reader.object(value, [], ["code"]), "code", SOURCE_CHARACTERS_MAX),
);

async function asked<T>(
  ask: AskModel,
  question: ModelQuestion<T>,
): Promise<Extract<ModelAnswer<T>, { kind: "answer" }> | ModelFailure> {
  try {
    const answer = await ask(question);
    if (answer.kind !== "invalid") return answer;
    return { kind: "unusable", issues: answer.issues, usage: answer.usage };
  } catch (error) {
    question.signal.throwIfAborted();
    if (!(error instanceof RaraError) || error.category === "bug") throw error;
    const { code, category, message: reason } = error;
    return { kind: "failed", code, category, reason, usage: usageOfFault(error) };
  }
}
