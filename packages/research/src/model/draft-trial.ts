import { StrategyFault } from "@rara-trading/domain";
import type { Family, StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { ModelFacts } from "../ledger/trial-ledger.ts";
import type { ModelUsage } from "../prompts/ask-model.ts";
import { type CompiledDraft, compileProposal, type DraftedByModel } from "../prompts/draft-with-model.ts";
import type { ModelProposal } from "../prompts/model-proposal.ts";
import type { ProposalContext } from "../prompts/proposal-context.ts";
import { type ModelFailure, type ProposedByModel, proposeWithModel } from "../prompts/propose-with-model.ts";
import type { CampaignModel, CompiledCode } from "./campaign-model.ts";
import type { CodeRule, NoRule } from "./trial-rule.ts";

/** What a model proposed, as far as it got. */
type DraftedRule =
  | { readonly kind: "tree"; readonly tree: StrategyTree }
  | { readonly kind: "code"; readonly rule: CodeRule; readonly code: CompiledCode }
  | {
      readonly kind: "failed";
      readonly rule: CodeRule | NoRule;
      readonly failure: { readonly code: string; readonly reason: string };
    };

/** What one question came to: a trial, whatever it is worth, or nothing that could be written down. */
export type DraftedTrial =
  | {
      readonly kind: "trial";
      readonly drafted: DraftedRule;
      readonly family: Family | null;
      /** Numbers of the shown trials that it changes. */
      readonly parents: readonly number[];
      readonly model: ModelFacts;
    }
  | { readonly kind: "nothing"; readonly why: Extract<ModelFailure, { kind: "budget-spent" | "failed" }> };

/** Finding codes that a failed trial names. */
const FINDINGS_NAMED = 5;

/**
 * Asks a model for one hypothesis. A tree is taken as it is: the search evaluates it, and a compiler sees it when it is
 * promoted. Code is compiled, going back to the model at most three times. @throws the signal's reason when it aborts.
 */
export async function draftTrial(
  model: CampaignModel,
  context: ProposalContext,
  signal: AbortSignal,
): Promise<DraftedTrial> {
  const limits = { maxOutputTokens: model.maxOutputTokens, signal };
  const proposed = await proposeWithModel(model.ask, context, limits);
  if (proposed.kind !== "proposed") return withoutProposal(model, proposed);
  const { proposal } = proposed;
  const trial = (drafted: DraftedRule, usage: ModelUsage, name: string | null): DraftedTrial => ({
    kind: "trial",
    drafted,
    family: proposal.family,
    parents: proposal.parents,
    model: factsOf(model, { name, usage, proposal }),
  });
  const { rule } = proposal;
  if (rule.kind === "tree") return trial(rule, proposed.usage, proposed.model);
  const made = await compileProposal(model.ask, (source) => compiled(model, source), proposed, context, limits);
  return trial(codeOf(made, rule.source), made.usage, made.kind === "drafted" ? made.model : proposed.model);
}

/** A module that breaks a rule of the sandbox did compile: the model is not asked to repair it. */
async function compiled(model: CampaignModel, source: string): Promise<CompiledDraft<CompiledCode | StrategyFault>> {
  try {
    return await model.compile(source);
  } catch (error) {
    if (error instanceof StrategyFault) return { kind: "compiled", product: error };
    throw error;
  }
}

function failed(source: string, code: string, reason: string): DraftedRule {
  return { kind: "failed", rule: { kind: "code", source }, failure: { code, reason } };
}

function codeOf(made: DraftedByModel<CompiledCode | StrategyFault>, proposed: string): DraftedRule {
  if (made.kind === "drafted") {
    const { product, source } = made;
    if (product instanceof StrategyFault) return failed(source, product.code, product.message);
    return { kind: "code", rule: { kind: "code", source }, code: product };
  }
  if (made.kind === "never-compiled") {
    const codes = made.findings.slice(0, FINDINGS_NAMED).map(({ code }) => code);
    const reason = `It did not compile, also after ${made.repairs} repairs: ${codes.join(", ")}.`;
    return failed(made.source, "research.never-compiled", reason);
  }
  return failed(
    proposed,
    "research.draft-broken-off",
    `It did not compile, and its repair broke off: ${made.why.kind}.`,
  );
}

function foundInstead(why: ModelFailure): string {
  if (why.kind === "unusable") return why.issues.join("; ");
  return why.kind === "failed" ? `the call failed (${why.code})` : "the day's budget ended before its repair";
}

/** An answer that was paid for is a trial, also when it was no proposal. */
function withoutProposal(model: CampaignModel, why: Exclude<ProposedByModel, { kind: "proposed" }>): DraftedTrial {
  const { usage } = why;
  if (why.kind !== "unusable" && usage.inputTokens + usage.outputTokens === 0) return { kind: "nothing", why };
  const failure = { code: "research.unusable-answer", reason: `Its answer was no proposal: ${foundInstead(why)}.` };
  return {
    kind: "trial",
    drafted: { kind: "failed", rule: { kind: "none" }, failure },
    family: null,
    parents: [],
    model: factsOf(model, { name: null, usage, proposal: null }),
  };
}

function factsOf(
  { backend }: CampaignModel,
  { name, usage, proposal }: { name: string | null; usage: ModelUsage; proposal: ModelProposal | null },
): ModelFacts {
  const { inputTokens, outputTokens, costUsd } = usage;
  const about = { backend, model: name, inputTokens, outputTokens, costUsd };
  if (proposal === null) return { ...about, expected: null, statement: null };
  const { hypothesis, mechanism, falsifier, regimeExpectation, expected } = proposal;
  return { ...about, expected, statement: { hypothesis, mechanism, falsifier, regimeExpectation } };
}
