import type { AskModel, ModelUsage } from "./ask-model.ts";
import type { ModelProposal } from "./model-proposal.ts";
import type { ProposalContext } from "./proposal-context.ts";
import { type ModelFailure, type ProposedByModel, proposeWithModel, repairWithModel } from "./propose-with-model.ts";
import type { CompilerFinding } from "./repair-prompt.ts";

/** What a compiler makes of a source. */
export type CompiledDraft<Product> =
  | { readonly kind: "compiled"; readonly product: Product }
  | { readonly kind: "failed"; readonly findings: readonly CompilerFinding[] };

/** A hypothesis whose source compiles, or why there is none; `usage` is that of all calls for it. */
export type DraftedByModel<Product> =
  | {
      readonly kind: "drafted";
      readonly proposal: ModelProposal;
      readonly source: string;
      readonly product: Product;
      readonly repairs: number;
      readonly usage: ModelUsage;
      readonly model: string | null;
    }
  /** It still does not compile; a trial that failed. */
  | {
      readonly kind: "never-compiled";
      readonly proposal: ModelProposal;
      readonly source: string;
      readonly findings: readonly CompilerFinding[];
      readonly repairs: number;
      readonly usage: ModelUsage;
    }
  /** `proposal` is there once there was one, and it counts as a trial then. */
  | {
      readonly kind: "none";
      readonly why: ModelFailure;
      readonly proposal: ModelProposal | null;
      readonly usage: ModelUsage;
    };

/**
 * Asks a model for a hypothesis and compiles it, sending it back at most three times. @throws the signal's reason when it
 * aborts, and what `compile` throws.
 */
export async function draftWithModel<Product>(
  ask: AskModel,
  compile: (source: string) => Promise<CompiledDraft<Product>>,
  context: ProposalContext,
  limits: { readonly maxOutputTokens: number; readonly signal: AbortSignal },
): Promise<DraftedByModel<Product>> {
  const proposed = await proposeWithModel(ask, context, limits);
  if (proposed.kind !== "proposed") return { kind: "none", why: proposed, proposal: null, usage: proposed.usage };
  return await compileProposal(ask, compile, proposed, context, limits);
}

/** Compiles what a model proposed, sending it back at most three times. @throws as `draftWithModel`. */
export async function compileProposal<Product>(
  ask: AskModel,
  compile: (source: string) => Promise<CompiledDraft<Product>>,
  proposed: Extract<ProposedByModel, { kind: "proposed" }>,
  context: ProposalContext,
  limits: { readonly maxOutputTokens: number; readonly signal: AbortSignal },
): Promise<DraftedByModel<Product>> {
  const { proposal } = proposed;
  let { source, usage, model } = proposed;
  for (let repairs = 0; ; repairs++) {
    const compiled = await compile(source);
    if (compiled.kind === "compiled")
      return { kind: "drafted", proposal, source, product: compiled.product, repairs, usage, model };
    const { findings } = compiled;
    const { sdkSignatures } = context;
    const repaired = await repairWithModel(ask, { source, findings, repairs, sdkSignatures }, limits);
    if (repaired.kind === "repairs-spent")
      return { kind: "never-compiled", proposal, source, findings, repairs, usage };
    if (repaired.kind !== "repaired")
      return { kind: "none", why: repaired, proposal, usage: sum(usage, repaired.usage) };
    usage = sum(usage, repaired.usage);
    ({ source, model } = repaired);
  }
}

function sum(a: ModelUsage, b: ModelUsage): ModelUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd === null || b.costUsd === null ? null : a.costUsd + b.costUsd,
  };
}
