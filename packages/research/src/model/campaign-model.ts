import type { ErrorCategory, StrategySession } from "@rara-trading/domain";
import type { AskModel } from "../prompts/ask-model.ts";
import type { CompiledDraft } from "../prompts/draft-with-model.ts";
import type { ParameterSet } from "./trial-rule.ts";

/**
 * Where a campaign's hypotheses come from: the offline search, a language model, or the offline search around what a model
 * proposes.
 */
export type GeneratorKind = "offline" | "llm" | "mixed";

/** A model's code, compiled: a sandboxed session a call, with the given parameters or with the defaults. */
export interface CompiledCode {
  readonly newSession: (parameters?: ParameterSet) => StrategySession;
}

/** Compiled code by the id of the trial that it was proposed as. */
export type CompiledTrials = ReadonlyMap<string, CompiledCode>;

/** A language model as a campaign asks it, and the compiler for what it writes. */
export interface CampaignModel {
  /** How it is reached, for the record. */
  readonly backend: string;
  readonly ask: AskModel;
  /** Compiles code without storing it. @throws StrategyFault for a module that breaks a rule. */
  readonly compile: (source: string) => Promise<CompiledDraft<CompiledCode>>;
  /** From `sdkSignatures()` of the strategy runtime. */
  readonly sdkSignatures: string;
  /** Tokens of one answer. */
  readonly maxOutputTokens: number;
}

/** Why a model is not asked any more. */
export type ModelStop =
  /** The day's budget is spent until then. */
  | { readonly reason: "budget-spent"; readonly resetsAtMs: number }
  /** It could not be asked, or too often in a row; `code` and `category` are those of the last error. */
  | {
      readonly reason: "model-failed";
      readonly code: string;
      readonly category: ErrorCategory;
      readonly message: string;
    }
  /** So many answers in a row came to no rule: they were no proposals, or code that never compiled. */
  | { readonly reason: "unusable-answers"; readonly answers: number }
  /** There is none. */
  | { readonly reason: "no-model" };
