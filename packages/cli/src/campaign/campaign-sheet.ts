import type { DataSpans, ExperimentState } from "@rara-trading/domain";
import { calendarOf, daysPerYear } from "@rara-trading/domain";
import {
  generatorOfRun,
  type LoggedTrial,
  passedInWords,
  type RunEvidence,
  type RunSummary,
} from "@rara-trading/research";
import { type ArchiveCell, archiveCells } from "./archive-cells.ts";
import { type BestSoFar, bestSoFar } from "./best-so-far.ts";
import { type CampaignCost, campaignCost } from "./campaign-cost.ts";
import { campaignVerdict } from "./campaign-verdict.ts";
import { type GateFunnel, gateFunnel } from "./gate-funnel.ts";
import { type ShownCheck, shownChecks } from "./shown-checks.ts";
import { lineageHeads, type LineageNode, lineageOf } from "./lineage.ts";

/** Hypotheses that a drawn lineage holds at most: the latest ones. */
const LINEAGE_MAX = 40;
/** Examined hypotheses that are listed at most, best first. */
const EXAMINED_MAX = 25;
/** Check that opens the way to the gates after the search. */
const SEARCH_CHECK = "reality-check";

/** A hypothesis about which gates after the search have spoken. */
export interface ExaminedTrial {
  readonly experimentId: string;
  readonly index: number;
  readonly hypothesis: string;
  readonly sharpe: number | null;
  readonly verdict: ExperimentState["kind"];
  /** The gate that refused it; `null` of an accepted one. */
  readonly refusedBy: string | null;
  readonly reason: string;
  readonly checks: readonly ShownCheck[];
}

/** How the best of a run stands against the search; `null` where it is undefined or was not reached. */
interface SearchSheet {
  readonly pValue: number | null;
  /** Trials on the history that the p-value counts; `null` where there is none. */
  readonly trialsCounted: number | null;
  readonly effectiveTrials: number | null;
  readonly deflatedSharpe: number | null;
  readonly probabilityOfOverfitting: number | null;
  /** Trials that the last three figures were computed from. */
  readonly trialsRead: number;
}

/** Everything that the report of a run shows. */
export interface CampaignSheet {
  readonly run: RunSummary;
  readonly generator: string;
  /** Whether a person's own strategy was tried: then no gate was asked, and nothing descends from anything. */
  readonly isPersons: boolean;
  /** Research span; `null` where none is fixed. */
  readonly span: DataSpans["research"] | null;
  readonly verdict: string;
  readonly best: { readonly experimentId: string; readonly hypothesis: string; readonly sharpe: number | null } | null;
  readonly search: SearchSheet;
  readonly curve: BestSoFar;
  readonly funnel: GateFunnel;
  readonly archive: readonly ArchiveCell[];
  readonly lineage: { readonly nodes: readonly LineageNode[]; readonly leftOut: number };
  readonly examined: readonly ExaminedTrial[];
  readonly cost: CampaignCost;
}

/** What a sheet is made of. */
export interface SheetParts {
  readonly run: RunSummary;
  /** Every trial of the run, by index. */
  readonly trials: readonly LoggedTrial[];
  readonly evidence: RunEvidence;
  readonly span: DataSpans["research"] | null;
  readonly isPersons: boolean;
  readonly gates: Parameters<typeof gateFunnel>[1];
}

function bySharpe(a: LoggedTrial, b: LoggedTrial): number {
  return (b.metrics?.sharpe ?? -Infinity) - (a.metrics?.sharpe ?? -Infinity) || a.index - b.index;
}

function examinedTrial({ trialId, index, hypothesis, metrics, verdict }: LoggedTrial): readonly ExaminedTrial[] {
  if (verdict === null || verdict.state.kind === "failed") return [];
  const { state } = verdict;
  return [
    {
      experimentId: trialId,
      index,
      hypothesis: hypothesis.english,
      sharpe: metrics?.sharpe ?? null,
      verdict: state.kind,
      refusedBy: state.kind === "rejected" ? state.gate : null,
      reason: state.kind === "rejected" ? state.reason : passedInWords(state),
      checks: shownChecks(state),
    },
  ];
}

/** Returns what the gates after the search examined, accepted ones first, then best first; without any, the best trial alone. */
function examinedOf(bestFirst: readonly LoggedTrial[]): readonly ExaminedTrial[] {
  const all = bestFirst.flatMap(examinedTrial);
  const beyond = all.filter(
    ({ checks, refusedBy }) =>
      refusedBy !== "examined-limit" && checks.some(({ gate, passed }) => gate === SEARCH_CHECK && passed),
  );
  const shown = beyond.length === 0 ? all.slice(0, 1) : beyond;
  const accepted = shown.filter(({ verdict }) => verdict === "accepted");
  return [...accepted, ...shown.filter(({ verdict }) => verdict !== "accepted")].slice(0, EXAMINED_MAX);
}

function lineageSheet(bestFirst: readonly LoggedTrial[]): CampaignSheet["lineage"] {
  const byHypothesis = new Map(bestFirst.map((trial) => [trial.hypothesis.hypothesisId, trial]));
  const found = new Map<string, LineageNode>();
  for (const head of lineageHeads(bestFirst)) {
    for (const node of lineageOf(head, byHypothesis)) found.set(node.hypothesisId, node);
  }
  const nodes = [...found.values()].sort((a, b) => a.index - b.index);
  return { nodes: nodes.slice(-LINEAGE_MAX), leftOut: Math.max(0, nodes.length - LINEAGE_MAX) };
}

function searchSheet({ search }: RunSummary, evidence: RunEvidence): SearchSheet {
  const { effectiveTrials, deflatedSharpe, probabilityOfOverfitting } = search ?? evidence;
  return {
    pValue: search?.pValue ?? null,
    trialsCounted: search?.trialsCounted ?? null,
    effectiveTrials,
    deflatedSharpe,
    probabilityOfOverfitting,
    trialsRead: evidence.trialsRead,
  };
}

/** Puts together what the report of a run shows, from the ledger alone. */
export function campaignSheet({ run, trials: all, evidence, span, isPersons, gates }: SheetParts): CampaignSheet {
  // Neighbours are evidence about their candidates: they were logged and counted, but the search did not propose them.
  const trials = all.filter(({ hypothesis }) => hypothesis.origin !== "neighbour");
  const bestFirst = trials.toSorted(bySharpe);
  const best = bestFirst.find(({ metrics }) => (metrics?.sharpe ?? null) !== null);
  const daysAYear = daysPerYear(calendarOf(run.instrument));
  return {
    run,
    generator: isPersons ? "a person's grid" : generatorOfRun(run.settings),
    isPersons,
    span,
    verdict: isPersons
      ? `A person's search of ${trials.length} trials. No gate was asked: what its best proves is told by the command that ran it.`
      : campaignVerdict(run, trials, best),
    best: best === undefined ? null : bestOf(best),
    search: searchSheet(run, evidence),
    curve: bestSoFar(trials, evidence.days, daysAYear),
    funnel: gateFunnel(trials, gates, run.settings),
    archive: isPersons ? [] : archiveCells(trials, evidence.days, daysAYear),
    lineage: isPersons ? { nodes: [], leftOut: 0 } : lineageSheet(bestFirst),
    examined: examinedOf(bestFirst),
    cost: campaignCost(run, trials, all.length - trials.length),
  };
}

function bestOf({ trialId, hypothesis, metrics }: LoggedTrial): CampaignSheet["best"] {
  return { experimentId: trialId, hypothesis: hypothesis.english, sharpe: metrics?.sharpe ?? null };
}
