import { createHash } from "node:crypto";
import { type ExperimentState, type GateCheck, RaraError, StrategyFault } from "@rara-trading/domain";
import { ColumnCache } from "../evaluator/column-cache.ts";
import type { SearchComparison } from "../gates/compare-search.ts";
import { pickSurvivors } from "../gates/pick-survivors.ts";
import { realityCheckGate } from "../gates/reality-check-gate.ts";
import { printAssemblyScript } from "../hypothesis/print-assembly-script.ts";
import { hashReturns } from "../ledger/return-vector.ts";
import { READ_ROWS_MAX } from "../ledger/trial-ledger.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";
import type { AcceptedStrategy } from "./campaign-outcome.ts";
import { proveArtifact } from "./prove-artifact.ts";
import { firstRefusal, type TrialRecord } from "./trial-record.ts";
import type { Verdict } from "./verdicts.ts";

/** What the gates that look at the whole search decided. */
export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly accepted: readonly AcceptedStrategy[];
}

/** Hex digits of a strategy id: enough for a home folder's lifetime of strategies. */
const STRATEGY_ID_DIGITS = 10;

/** The same artifact on another series is another strategy. */
function strategyIdOf(family: string, artifactSha256: string, { data }: CampaignDependencies): string {
  const about = `${artifactSha256} ${data.series.instrument} ${data.series.timeframe}`;
  return `${family}-${createHash("sha256").update(about).digest("hex").slice(0, STRATEGY_ID_DIGITS)}`;
}

/** Asks the reality check, then keeps the survivors that differ from better ones. Returns each trial's later checks. */
function searchLevelChecks(
  survivors: readonly TrialRecord[],
  search: SearchComparison,
  options: CampaignOptions,
): ReadonlyMap<string, readonly GateCheck[]> {
  const { thresholds } = options;
  const checks = new Map<string, readonly GateCheck[]>();
  const passed: TrialRecord[] = [];
  for (const trial of survivors) {
    const check = realityCheckGate(search, hashReturns(trial.dailyReturns ?? new Float32Array()), thresholds);
    checks.set(trial.trialId, [check]);
    if (check.passed) passed.push(trial);
  }
  const candidates = passed.map(({ trialId, index, metrics, dailyReturns }) => ({
    trialId,
    index,
    sharpe: metrics?.sharpe ?? -Infinity,
    dailyReturns: dailyReturns ?? new Float32Array(),
  }));
  for (const { trialId, check } of pickSurvivors(candidates, thresholds)) {
    checks.set(trialId, [...(checks.get(trialId) ?? []), check]);
  }
  return checks;
}

/** A machine too busy to compile in time says nothing about the strategy: only the strategy's own faults are verdicts. */
function compileCheck(error: unknown): GateCheck {
  const fault = RaraError.from(error);
  if (!(fault instanceof StrategyFault) || fault.kind === "timeout") throw fault;
  return {
    gate: "integrity",
    passed: false,
    threshold: 0,
    actual: null,
    reason: `It did not become an artifact: ${fault.message}`,
  };
}

/** Turns a survivor into an artifact and lets the artifact prove itself. */
async function promote(
  trial: TrialRecord,
  checks: readonly GateCheck[],
  cache: ColumnCache,
  dependencies: CampaignDependencies,
  options: CampaignOptions,
): Promise<{ readonly verdict: Verdict; readonly accepted: AcceptedStrategy | null }> {
  const { tree, metrics, hypothesis, equityFraction } = trial;
  try {
    const product = await dependencies.workshop.make(printAssemblyScript(tree));
    const all = [...checks, proveArtifact(tree, product, cache, options)];
    if (firstRefusal(all) !== undefined || metrics === null) {
      return { verdict: { trial, checks: all, strategyId: null }, accepted: null };
    }
    const strategyId = strategyIdOf(hypothesis.family, product.sha256, dependencies);
    const accepted = { strategyId, trial, artifactSha256: product.sha256, equityFraction, metrics, checks: all };
    return { verdict: { trial, checks: all, strategyId }, accepted };
  } catch (error) {
    return { verdict: { trial, checks: [...checks, compileCheck(error)], strategyId: null }, accepted: null };
  }
}

/** Returns the verdicts that an earlier attempt at this run has written down, by trial. A stored verdict stands. */
async function storedVerdicts(
  { ledger }: CampaignDependencies,
  { runId }: CampaignOptions,
): Promise<ReadonlyMap<string, ExperimentState>> {
  const trials = await ledger.trials({ runId, order: "index", limit: READ_ROWS_MAX });
  return new Map(trials.flatMap(({ trialId, verdict }) => (verdict === null ? [] : [[trialId, verdict.state]])));
}

/** Returns every check of a trial: those that stand in the ledger, else its own followed by those of the search. */
function checksOf(
  trial: TrialRecord,
  stored: ExperimentState | undefined,
  later: readonly GateCheck[] = [],
): readonly GateCheck[] {
  if (stored === undefined || stored.kind === "failed") return [...trial.checks, ...later];
  // The integrity check of an accepted trial is made again: its artifact is needed anyway.
  return stored.checks.filter(({ gate }) => stored.kind === "rejected" || gate !== "integrity");
}

/** Judges the trials that passed every gate of their own by the search that found them. */
export async function judgeSurvivors(
  survivors: readonly TrialRecord[],
  search: SearchComparison,
  dependencies: CampaignDependencies,
  options: CampaignOptions,
): Promise<Judgement> {
  const later = searchLevelChecks(survivors, search, options);
  const stored = await storedVerdicts(dependencies, options);
  const cache = new ColumnCache(dependencies.data.candles);
  const verdicts: Verdict[] = [];
  const accepted: AcceptedStrategy[] = [];
  for (const trial of survivors) {
    const checks = checksOf(trial, stored.get(trial.trialId), later.get(trial.trialId));
    if (firstRefusal(checks) !== undefined) {
      verdicts.push({ trial, checks, strategyId: null });
      continue;
    }
    const promoted = await promote(trial, checks, cache, dependencies, options);
    verdicts.push(promoted.verdict);
    if (promoted.accepted !== null) accepted.push(promoted.accepted);
  }
  return { verdicts, accepted };
}
