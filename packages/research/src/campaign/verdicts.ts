import {
  type ExperimentState,
  type GateCheck,
  RaraError,
  type ValidationVerdict,
  type VaultVerdict,
} from "@rara-trading/domain";
import { rejection } from "../gates/rejection.ts";
import type { LedgerEntry } from "../ledger/trial-ledger.ts";
import type { TrialRule } from "../model/trial-rule.ts";
import type { TrialRecord } from "./trial-record.ts";

/** A trial with everything that the gates said about it. */
export interface Verdict {
  readonly trial: TrialRecord<TrialRule>;
  readonly checks: readonly GateCheck[];
  /** Names the strategy when every check passed. */
  readonly strategyId: string | null;
  /** What the validation span said of it, if it was asked. */
  readonly validation?: ValidationVerdict;
  /** What the vault said of it, if anybody looked. */
  readonly vault?: VaultVerdict;
}

/** Returns where a trial ends. */
export function stateOf({ trial, checks, strategyId, validation, vault }: Verdict): ExperimentState {
  if (trial.failure !== null) return { kind: "failed", ...trial.failure };
  const rejected = rejection(checks);
  if (rejected !== undefined) return rejected;
  if (strategyId !== null) {
    return { kind: "accepted", strategyId, checks, ...(validation && { validation }), ...(vault && { vault }) };
  }
  throw new RaraError(`Expected a strategy id for the accepted trial ${trial.trialId}, found none`, {
    category: "bug",
    code: "research.accepted-without-strategy",
  });
}

/** Returns the ledger entry that tells what became of a trial. */
export function verdictEntry(runId: string, verdict: Verdict, decidedAtMs: number): LedgerEntry {
  const { trialId } = verdict.trial;
  return { kind: "verdict", verdict: { trialId, runId, state: stateOf(verdict), decidedAtMs } };
}
