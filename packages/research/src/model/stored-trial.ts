import type { LoggedTrial, ModelFacts } from "../ledger/trial-ledger.ts";
import type { TrialRecord } from "../campaign/trial-record.ts";
import type { CodeRule, NoRule } from "./trial-rule.ts";

/**
 * Returns a logged trial of a model's answer that is no rule, or code that failed or that a gate of its own refused, as its
 * campaign had it: it is not evaluated again, because nothing but its figures is needed any more.
 */
export function storedTrial(
  { trialId, index, hypothesis, metrics, verdict }: LoggedTrial,
  tree: CodeRule | NoRule,
  model: ModelFacts,
): TrialRecord<CodeRule | NoRule> {
  const { state } = verdict ?? {};
  return {
    trialId,
    index,
    hypothesis,
    tree,
    model,
    metrics,
    dailyReturns: null,
    equityFraction: 0,
    checks: state === undefined || state.kind === "failed" ? [] : state.checks,
    failure: state?.kind === "failed" ? { code: state.code, reason: state.reason } : null,
  };
}
