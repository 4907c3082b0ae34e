import type { GateCheck } from "@rara-trading/domain";
import { treeHash } from "../hypothesis/canonical-text.ts";
import { printEnglish } from "../hypothesis/print-english.ts";
import type { LedgerEntry } from "../ledger/trial-ledger.ts";
import type { NeighbourRun } from "../gates/neighbour-runs.ts";
import { type CodeRule, isTree, ruleHash, type RunnableRule } from "../model/trial-rule.ts";
import type { TrialRecord } from "./trial-record.ts";
import { verdictEntry } from "./verdicts.ts";

/** A neighbour with the candidate for which it was evaluated. */
export interface NeighbourTrial {
  readonly of: TrialRecord<RunnableRule>;
  readonly run: NeighbourRun;
}

/** What a run needs to write its neighbours down. */
export interface NeighbourLog {
  readonly runId: string;
  /** Index of the first neighbour: the run's own hypotheses stand before. */
  readonly firstIndex: number;
  readonly nowMs: number;
}

/** A neighbour is evidence about its candidate and never a candidate itself. */
function neverACandidate(of: TrialRecord<RunnableRule>): GateCheck {
  const reason = `It was evaluated as a neighbour of ${of.trialId} and is no candidate itself.`;
  return { gate: "neighbour", passed: false, threshold: 0, actual: null, reason };
}

/** The values, each by its name: `fast = 12, slow = 31`. */
function parametersInWords({ parameters = {} }: CodeRule): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");
}

/** Returns the ledger entries of neighbours: everything that was evaluated is a trial, with a verdict. */
export function neighbourEntries(neighbours: readonly NeighbourTrial[], log: NeighbourLog): readonly LedgerEntry[] {
  const { runId, firstIndex, nowMs } = log;
  return neighbours.flatMap(({ of, run }, i): readonly LedgerEntry[] => {
    const { rule: tree, dailyReturns, failure } = run;
    const index = firstIndex + i;
    const trialId = `${runId}-t${index + 1}`;
    const hypothesis = {
      hypothesisId: `${runId}-h${index + 1}`,
      english: isTree(tree) ? printEnglish(tree) : `The code of ${of.trialId} with ${parametersInWords(tree)}.`,
      treeHash: isTree(tree) ? treeHash(tree) : ruleHash(tree),
      family: isTree(tree) ? tree.family : of.hypothesis.family,
      origin: "neighbour",
      parentIds: [of.hypothesis.hypothesisId],
    } as const;
    const returns = dailyReturns === null ? null : Float32Array.from(dailyReturns);
    const facts = { trialId, index, hypothesis, tree, metrics: null, dailyReturns: returns };
    const trial: TrialRecord<RunnableRule> = { ...facts, equityFraction: 0, checks: [], failure };
    const verdict = { trial, checks: [neverACandidate(of)], strategyId: null };
    return [
      { kind: "trial", trial: { ...facts, runId, evaluatedAtMs: nowMs, cpuMs: null } },
      verdictEntry(runId, verdict, nowMs),
    ];
  });
}
