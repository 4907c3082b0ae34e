import type { GateCheck, ValidationVerdict, VaultVerdict } from "@rara-trading/domain";
import { VALIDATION_GATE, validationCheck } from "./ask-validation.ts";
import { VAULT_GATE, vaultCheck } from "./look-into-vault.ts";

/** What the guarded spans said of a hypothesis that was accepted; `null` or absent where nobody asked. */
export interface GuardedAnswers {
  readonly validation?: ValidationVerdict | null;
  readonly vault?: VaultVerdict | null;
}

/** Enough figures that a p-value just above its level does not read as equal to it. */
function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function validationInWords(validation: GuardedAnswers["validation"]): string {
  if (validation === null || validation === undefined) return "";
  if (validation.passed === null) return "; validation gave no answer";
  return validation.passed ? "; validation said yes" : "; validation said no";
}

function vaultInWords(vault: GuardedAnswers["vault"]): string {
  if (vault === null || vault === undefined) return "; nobody looked into the vault";
  const { pValue, level, confirmed } = vault;
  if (pValue === null || level === null) return "; the vault did not confirm it (it gave no p-value)";
  const figures = (side: string): string => `(p ${figure(pValue)}, ${side} ${figure(level)})`;
  return confirmed
    ? `; the vault confirmed it ${figures("at most")}`
    : `; the vault did not confirm it ${figures("above")}`;
}

/**
 * Returns what an accepted hypothesis passed, as a sentence; `went` continues the first clause. The guarded spans are told
 * apart from the gates: where their answers are recorded only, it may be accepted without them.
 */
export function passedInWords({ validation, vault }: GuardedAnswers, went = ""): string {
  return `It passed G0 to G7${went}${validationInWords(validation)}${vaultInWords(vault)}.`;
}

/** Returns the answers of guarded spans that are recorded and refused nothing, as checks: those that are not among `checks`. */
export function recordedChecks(
  checks: readonly GateCheck[],
  { validation, vault }: GuardedAnswers,
): readonly GateCheck[] {
  const asked = new Set(checks.map(({ gate }) => gate));
  return [
    ...(validation && !asked.has(VALIDATION_GATE) ? [validationCheck(validation)] : []),
    ...(vault && !asked.has(VAULT_GATE) ? [vaultCheck(vault)] : []),
  ];
}
