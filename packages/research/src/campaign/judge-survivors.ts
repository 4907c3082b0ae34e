import { createHash } from "node:crypto";
import {
  type ExperimentState,
  type GateCheck,
  RaraError,
  SeededRandom,
  StrategyFault,
  type ValidationVerdict,
  type VaultVerdict,
} from "@rara-trading/domain";
import { ColumnCache } from "../evaluator/column-cache.ts";
import type { SearchComparison } from "../gates/compare-search.ts";
import { printAssemblyScript } from "../hypothesis/print-assembly-script.ts";
import { READ_ROWS_MAX } from "../ledger/trial-ledger.ts";
import { isTree, type RunnableRule } from "../model/trial-rule.ts";
import { askValidation, VALIDATION_GATE, validationCheck } from "./ask-validation.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";
import type { AcceptedStrategy } from "./campaign-outcome.ts";
import { type JudgingReplay, judgeTrials } from "./judge-trials.ts";
import { lookIntoVault, VAULT_GATE, vaultCheck } from "./look-into-vault.ts";
import type { NeighbourTrial } from "./neighbour-entries.ts";
import { promotedBook } from "./promoted-book.ts";
import { ARTIFACT_GATES, proveArtifact } from "./prove-artifact.ts";
import type { SearchResult } from "./search.ts";
import type { WorkshopProduct } from "./strategy-workshop.ts";
import { firstRefusal, type TrialRecord } from "./trial-record.ts";
import type { Verdict } from "./verdicts.ts";

/** A search compared with what luck would have shown. */
export interface ComparedSearch {
  readonly search: SearchComparison;
  /** Absent where it was not asked for. */
  readonly replay: JudgingReplay | undefined;
}

/** What the gates that look at the whole search decided. */
export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly accepted: readonly AcceptedStrategy[];
  /** Neighbours that were evaluated on the way and are not in the ledger yet. */
  readonly neighbours: readonly NeighbourTrial[];
}

/** Hex digits of a strategy id: enough for a home folder's lifetime of strategies. */
const STRATEGY_ID_DIGITS = 10;

/** Checks that spans answer which a campaign may not see. */
const GUARDED_GATES: ReadonlySet<string> = new Set([VALIDATION_GATE, VAULT_GATE]);

/** The same artifact on another series is another strategy. */
function strategyIdOf(family: string, artifactSha256: string, { data }: CampaignDependencies): string {
  const about = `${artifactSha256} ${data.series.instrument} ${data.series.timeframe}`;
  return `${family}-${createHash("sha256").update(about).digest("hex").slice(0, STRATEGY_ID_DIGITS)}`;
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

async function validationVerdict(
  { trialId }: TrialRecord<RunnableRule>,
  product: WorkshopProduct,
  { validation }: CampaignDependencies,
  options: CampaignOptions,
): Promise<ValidationVerdict | null> {
  if ((options.validation ?? "off") === "off") return null;
  return askValidation(validation, trialId, product, options);
}

async function vaultVerdict(
  trial: TrialRecord<RunnableRule>,
  product: WorkshopProduct,
  { vault, data }: CampaignDependencies,
  options: CampaignOptions,
): Promise<VaultVerdict | null> {
  if (options.vault === "off") return null;
  return lookIntoVault(vault, trial, product, { ...options, timeframe: data.series.timeframe });
}

/** Returns those checks of an artifact that a stored verdict knows: it may have been written before some of them existed. */
function proofsOf(stored: ExperimentState, proofs: readonly GateCheck[]): readonly GateCheck[] {
  if (stored.kind !== "accepted") return proofs;
  const asked = new Set(stored.checks.map(({ gate }) => gate));
  return proofs.filter(({ gate }) => asked.has(gate));
}

/** Turns a survivor into an artifact and lets the artifact prove itself. */
async function promote(
  trial: TrialRecord<RunnableRule>,
  checks: readonly GateCheck[],
  { cache, stored }: { readonly cache: ColumnCache; readonly stored: ExperimentState | undefined },
  dependencies: CampaignDependencies,
  options: CampaignOptions,
): Promise<{ readonly verdict: Verdict; readonly accepted: AcceptedStrategy | null }> {
  const { tree, metrics, hypothesis, equityFraction } = trial;
  try {
    const product = await dependencies.workshop.make(isTree(tree) ? printAssemblyScript(tree) : tree.source);
    const proofs = proveArtifact(trial, product, cache, options);
    const proven = [...checks, ...(stored === undefined ? proofs : proofsOf(stored, proofs))];
    if (firstRefusal(proven) !== undefined || metrics === null) {
      return { verdict: { trial, checks: proven, strategyId: null }, accepted: null };
    }
    const validation = await validationVerdict(trial, product, dependencies, options);
    const asked = validation !== null && options.validation === "gate" ? [validationCheck(validation)] : [];
    const validated = [...proven, ...asked];
    if (firstRefusal(validated) !== undefined) {
      return { verdict: { trial, checks: validated, strategyId: null }, accepted: null };
    }
    const vault = await vaultVerdict(trial, product, dependencies, options);
    const all = vault !== null && options.vault === "gate" ? [...validated, vaultCheck(vault)] : validated;
    if (firstRefusal(all) !== undefined) return { verdict: { trial, checks: all, strategyId: null }, accepted: null };
    const strategyId = strategyIdOf(hypothesis.family, product.sha256, dependencies);
    const artifact = { artifactSha256: product.sha256, equityFraction, metrics };
    const verdict = { trial, checks: all, strategyId, ...(validation && { validation }), ...(vault && { vault }) };
    return { verdict, accepted: { strategyId, trial, ...artifact, checks: all, validation, vault } };
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
  trial: TrialRecord<RunnableRule>,
  stored: ExperimentState | undefined,
  later: readonly GateCheck[] = [],
): readonly GateCheck[] {
  if (stored === undefined || stored.kind === "failed") return [...trial.checks, ...later];
  if (stored.kind === "rejected") return stored.checks;
  // The checks of an accepted trial's artifact are made again, because it is needed anyway; guarded spans repeat their answers.
  return stored.checks.filter(({ gate }) => !ARTIFACT_GATES.has(gate) && !GUARDED_GATES.has(gate));
}

/** Judges the trials that passed every gate of their own by the search that found them. */
export async function judgeSurvivors(
  { survivors, compiled }: Pick<SearchResult, "survivors" | "compiled">,
  { search, replay }: ComparedSearch,
  dependencies: CampaignDependencies,
  options: CampaignOptions,
): Promise<Judgement> {
  const { data, ledger } = dependencies;
  const { runId, seed } = options;
  const cache = new ColumnCache(data.candles);
  const book = await promotedBook(ledger, {
    series: data.series,
    runId,
    cache,
    bookBars: dependencies.bookBars,
    workshop: dependencies.workshop,
    retired: dependencies.retired,
    options,
  });
  const stored = await storedVerdicts(dependencies, options);
  const random = new SeededRandom(seed).fork("judgement");
  const judged = judgeTrials(survivors, { ...options, cache, search, replay, book, compiled, random });
  const verdicts: Verdict[] = [];
  const accepted: AcceptedStrategy[] = [];
  const neighbours: NeighbourTrial[] = [];
  for (const { trial, checks: later, neighbours: runs } of judged) {
    const known = stored.get(trial.trialId);
    // What was evaluated for a verdict that stands was logged with it.
    if (known === undefined) neighbours.push(...runs.map((run) => ({ of: trial, run })));
    const checks = checksOf(trial, known, later);
    if (firstRefusal(checks) !== undefined) {
      verdicts.push({ trial, checks, strategyId: null });
      continue;
    }
    const promoted = await promote(trial, checks, { cache, stored: known }, dependencies, options);
    verdicts.push(promoted.verdict);
    if (promoted.accepted !== null) accepted.push(promoted.accepted);
  }
  return { verdicts, accepted, neighbours };
}
