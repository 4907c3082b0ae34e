import type { GateCheck } from "./gate-check.ts";
import type { ValidationVerdict } from "./validation-verdict.ts";
import type { VaultVerdict } from "./vault-verdict.ts";

/** Where an experiment stands; every state is really reached and recorded. */
export type ExperimentState =
  | { readonly kind: "rejected"; readonly gate: string; readonly reason: string; readonly checks: readonly GateCheck[] }
  | {
      readonly kind: "accepted";
      readonly strategyId: string;
      readonly checks: readonly GateCheck[];
      /** Absent when the validation span was not asked. */
      readonly validation?: ValidationVerdict;
      /** Absent when the vault was not looked into. */
      readonly vault?: VaultVerdict;
    }
  | { readonly kind: "failed"; readonly code: string; readonly reason: string };
