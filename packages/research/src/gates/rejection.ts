import type { ExperimentState, GateCheck } from "@rara-trading/domain";

/** Returns the rejection by the first check that said no, with every check that was made; undefined when none did. */
export function rejection(checks: readonly GateCheck[]): Extract<ExperimentState, { kind: "rejected" }> | undefined {
  const refusal = checks.find((check) => !check.passed);
  return refusal && { kind: "rejected", gate: refusal.gate, reason: refusal.reason, checks };
}
