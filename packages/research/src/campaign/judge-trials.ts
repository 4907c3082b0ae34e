import type { GateCheck, MarketCalendar, RandomSource, TradingCosts } from "@rara-trading/domain";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import type { BookSleeve } from "../gates/benchmark-gates.ts";
import { BREADTH_GATE, breadthGate } from "../gates/breadth-gate.ts";
import { CandidateLab } from "../gates/candidate-lab.ts";
import type { SearchComparison } from "../gates/compare-search.ts";
import { centralities } from "../gates/consensus.ts";
import type { Gate1Thresholds } from "../gates/gate1-thresholds.ts";
import { type NeighbourRun, neighbourSharpe } from "../gates/neighbour-runs.ts";
import { type CandidateFindings, pickSurvivors, type SurvivorCandidate } from "../gates/pick-survivors.ts";
import {
  NULL_REPLAY_GATE,
  nullReplayGate,
  REPLAY_CHAMPIONS_GATE,
  replayChampionsGate,
  replayLimits,
} from "../gates/null-replay-gate.ts";
import { REALITY_CHECK_GATE, realityCheckGate } from "../gates/reality-check-gate.ts";
import { sturdiness } from "../gates/sturdiness.ts";
import { TradedCode } from "../gates/traded-code.ts";
import type { TradedRule } from "../gates/traded-rule.ts";
import { TradedTree } from "../gates/traded-tree.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { hashReturns } from "../ledger/return-vector.ts";
import type { CompiledTrials } from "../model/campaign-model.ts";
import { isTree, type RunnableRule } from "../model/trial-rule.ts";
import type { SurvivorsReplay } from "../replay/replay-survivors.ts";
import { examineCandidate } from "./examine-candidate.ts";
import { researchEngine } from "./research-engine.ts";
import type { TrialRecord } from "./trial-record.ts";

/** Names of the checks that look at the whole search (G2). */
export const SEARCH_GATES: ReadonlySet<string> = new Set([
  REALITY_CHECK_GATE,
  NULL_REPLAY_GATE,
  REPLAY_CHAMPIONS_GATE,
  BREADTH_GATE,
]);

/** What the gates after the search work with. */
export interface JudgementContext {
  /** The research bars. */
  readonly cache: ColumnCache;
  /** Hypotheses of the search that is judged. */
  readonly hypothesesMax: number;
  readonly capital: number;
  readonly costs: TradingCosts;
  readonly calendar: MarketCalendar;
  readonly thresholds: Gate1Thresholds;
  /** The search weighed against luck, every logged trial counted. */
  readonly search: SearchComparison;
  /** The search compared with its copies, where that was asked for. */
  readonly replay?: JudgingReplay | undefined;
  /** What was promoted before, on this series and on others. */
  readonly book: readonly BookSleeve[];
  /** The modules of the survivors that are code, by trial id; none when absent. */
  readonly compiled?: CompiledTrials;
  readonly random: RandomSource;
}

/** A replay and what it is worth here. */
export interface JudgingReplay extends SurvivorsReplay {
  /** Nobody else searched this history: then the replay knows of every try, and decides instead of the reality check. */
  readonly alone: boolean;
}

/** What the gates from G2 to G7 said about a trial that passed its own. */
export interface JudgedTrial<Rule extends RunnableRule = StrategyTree> {
  readonly trial: TrialRecord<Rule>;
  readonly checks: readonly GateCheck[];
  /** Neighbours that were evaluated for it: each is a trial. */
  readonly neighbours: readonly NeighbourRun[];
}

/** Asks G2: the reality check and, where the search was replayed, the null replay. */
function searchChecks(
  { trialId, dailyReturns }: TrialRecord<RunnableRule>,
  { search, replay, thresholds }: JudgementContext,
): readonly GateCheck[] {
  const hash = hashReturns(dailyReturns ?? new Float32Array());
  if (replay === undefined) return [realityCheckGate(search, hash, thresholds)];
  const limits = replayLimits(thresholds);
  return [
    realityCheckGate(search, hash, thresholds, !replay.alone),
    nullReplayGate(replay, limits),
    replayChampionsGate(replay, replay.statistics.get(trialId) ?? null, limits),
  ];
}

/**
 * Returns the trials that are each a way of its own in which something was found. Trees are bred apart, each is one; a model may say
 * the same code again in other words, so code that earns day by day what something before it earns is no further way.
 */
function differentWays<Rule extends RunnableRule>(trials: readonly TrialRecord<Rule>[]): readonly TrialRecord<Rule>[] {
  const seen = new Set<string>();
  return trials.filter(({ tree, dailyReturns }) => {
    const hash = hashReturns(dailyReturns ?? new Float32Array());
    const isFurther = isTree(tree) || !seen.has(hash);
    seen.add(hash);
    return isFurther;
  });
}

/** Returns the p-value that the reality check gave; `null` of a trial that is not weighed. */
function realityCheckOf(checks: readonly GateCheck[] = []): number | null {
  return checks.find(({ gate }) => gate === REALITY_CHECK_GATE)?.actual ?? null;
}

/** Returns the trials that passed G2 as candidates; how central one is, is told among all survivors, which are more and more diverse. */
function candidatesAmong(
  survivors: readonly TrialRecord<RunnableRule>[],
  passed: readonly TrialRecord<RunnableRule>[],
): readonly SurvivorCandidate[] {
  if (passed.length === 0) return [];
  const returns = survivors.map(({ dailyReturns }) => dailyReturns ?? new Float32Array());
  const central = centralities(returns);
  const places = new Map(survivors.map(({ trialId }, place) => [trialId, place]));
  return passed.map(({ trialId, index, metrics }) => {
    const place = places.get(trialId) ?? -1;
    return {
      trialId,
      index,
      sharpe: metrics?.sharpe ?? -Infinity,
      centrality: central[place] ?? 0,
      dailyReturns: returns[place] ?? new Float32Array(),
    };
  });
}

/** Returns a trial's rule as the laboratory trades it. */
function tradedRule({ trialId, tree }: TrialRecord<RunnableRule>, { cache, compiled }: JudgementContext): TradedRule {
  if (isTree(tree)) return new TradedTree(tree, cache);
  const code = compiled?.get(trialId);
  if (code === undefined) throw new RangeError(`The code of trial ${trialId} is to be judged and was not compiled.`);
  return new TradedCode(tree, code);
}

/**
 * Asks G2 of every survivor of the search, examines those that pass, most central first, by G3 to G7, and gives the places of
 * the campaign to the sturdiest. The same trials in the same context are judged the same. Returns one answer a survivor, in their order.
 */
export function judgeTrials<Rule extends RunnableRule>(
  survivors: readonly TrialRecord<Rule>[],
  context: JudgementContext,
): readonly JudgedTrial<Rule>[] {
  const { thresholds, cache, calendar, book, random } = context;
  const checks = new Map<string, readonly GateCheck[]>();
  const neighbours = new Map<string, readonly NeighbourRun[]>();
  const byId = new Map(survivors.map((trial) => [trial.trialId, trial]));
  let passed: TrialRecord<Rule>[] = [];
  for (const trial of survivors) {
    const asked = searchChecks(trial, context);
    checks.set(trial.trialId, asked);
    if (asked.every((check) => check.passed)) passed.push(trial);
  }
  // A replay that decides has asked for breadth, and knows how the search breeds; the reality check does not.
  if (context.replay?.alone !== true && passed.length > 0) {
    const found = differentWays(survivors).map(({ trialId, hypothesis }) => ({
      bred: hypothesis.parentIds.length > 0,
      pValue: realityCheckOf(checks.get(trialId)),
    }));
    const breadth = breadthGate(found, context.hypothesesMax, thresholds);
    for (const { trialId } of passed) checks.set(trialId, [...(checks.get(trialId) ?? []), breadth]);
    if (!breadth.passed) passed = [];
  }
  const candidates = candidatesAmong(survivors, passed);
  const centralityOf = new Map(candidates.map(({ trialId, centrality }) => [trialId, centrality]));
  const examine = (trialId: string): CandidateFindings => {
    const trial = byId.get(trialId);
    if (trial === undefined) throw new RangeError(`Trial ${trialId} is not among those to be judged.`);
    const lab = new CandidateLab(tradedRule(trial, context), cache, researchEngine(context), calendar);
    const examination = examineCandidate(lab, book, thresholds, random.fork(`trial-${trial.index}`));
    neighbours.set(trialId, examination.neighbours);
    const parts = {
      sharpe: lab.sharpeOf(lab.base.dailyReturns) ?? 0,
      neighbourSharpes: examination.neighbours.map((run) => neighbourSharpe(lab, run) ?? 0),
      centrality: centralityOf.get(trialId) ?? 0,
    };
    return { checks: examination.checks, sturdiness: sturdiness(parts) };
  };
  for (const decision of pickSurvivors(candidates, thresholds, examine)) {
    checks.set(decision.trialId, [...(checks.get(decision.trialId) ?? []), ...decision.checks]);
  }
  return survivors.map((trial) => ({
    trial,
    checks: checks.get(trial.trialId) ?? [],
    neighbours: neighbours.get(trial.trialId) ?? [],
  }));
}
