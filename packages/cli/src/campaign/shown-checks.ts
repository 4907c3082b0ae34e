import type { ExperimentState, GateCheck } from "@rara-trading/domain";
import { recordedChecks } from "@rara-trading/research";

/** A check as it is shown: a gate's, or the answer of a guarded span that is on record and refused nothing. */
export interface ShownCheck extends GateCheck {
  /** Whether a no refuses the hypothesis; false of an answer that is recorded only. */
  readonly refuses: boolean;
}

/** Returns every check of a verdict, and after them what the guarded spans answered where that is recorded only. */
export function shownChecks(state: Exclude<ExperimentState, { readonly kind: "failed" }>): readonly ShownCheck[] {
  const asked = state.checks.map((check) => ({ ...check, refuses: true }));
  if (state.kind === "rejected") return asked;
  const recorded = recordedChecks(state.checks, state).map((check) => ({
    ...check,
    refuses: false,
    reason: `Recorded, refuses nothing. ${check.reason}`,
  }));
  return [...asked, ...recorded];
}
