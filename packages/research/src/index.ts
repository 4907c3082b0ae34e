export { buyAndHoldReturns } from "./campaign/buy-and-hold.ts";
export type {
  CampaignDependencies,
  CampaignOptions,
  CampaignProgress,
  SearchCentre,
} from "./campaign/campaign-options.ts";
export type { AcceptedStrategy, BestTrial, CampaignOutcome, ModelShare } from "./campaign/campaign-outcome.ts";
export { earlyRejection, type EvaluatorOptions, ProposalEvaluator } from "./campaign/evaluate-proposal.ts";
export { type JudgedTrial, type JudgementContext, judgeTrials, SEARCH_GATES } from "./campaign/judge-trials.ts";
export { beginRound, reportRound, ROUND_TRIALS, type RoundTrial } from "./campaign/search-round.ts";
export { type EvaluatedTrial, InlineTrialEvaluator, type TrialEvaluator } from "./campaign/trial-evaluator.ts";
export { passedInWords, recordedChecks } from "./campaign/guarded-answers.ts";
export { proposalOutcome } from "./campaign/proposal-outcome.ts";
export { RUN_BUDGET_SPENT, runCampaign } from "./campaign/run-campaign.ts";
export { seededRunId } from "./campaign/seeded-run-id.ts";
export { returnsByHash, runEvidence } from "./campaign/run-evidence.ts";
export type { RunEvidence } from "./campaign/run-evidence.ts";
export type { SearchFigures } from "./campaign/search-figures.ts";
export type { MeteredProduct, StrategyWorkshop } from "./campaign/strategy-workshop.ts";
export type { TrialRecord } from "./campaign/trial-record.ts";
export { weighSearch } from "./campaign/weigh-search.ts";
export type { SearchDependencies, SearchOptions } from "./campaign/weigh-search.ts";
export type { BenchmarkKind } from "./gates/benchmark-kind.ts";
export { compareSearch, trialPValue } from "./gates/compare-search.ts";
export type { SearchComparison, TrialPValue } from "./gates/compare-search.ts";
export type { CampaignModel, CompiledCode, GeneratorKind, ModelStop } from "./model/campaign-model.ts";
export { isTree, readTrialRule } from "./model/trial-rule.ts";
export type { TrialRule } from "./model/trial-rule.ts";
export { generatorOfRun } from "./model/model-search.ts";
export { FIXED_THRESHOLDS } from "./gates/fixed-thresholds.ts";
export { ADDED_THRESHOLDS, DEFAULT_GATE1_THRESHOLDS } from "./gates/gate1-thresholds.ts";
export type { Gate1Thresholds } from "./gates/gate1-thresholds.ts";
export { LONGEST_WARM_UP_BARS } from "./hypothesis/warm-up.ts";
export { wilsonInterval } from "./statistics/wilson-interval.ts";
export { hashReturns } from "./ledger/return-vector.ts";
export { RUN_HYPOTHESES_MAX } from "./ledger/trial-ledger.ts";
export { loggedReturns } from "./ledger/logged-returns.ts";
export { refuseLostLedger } from "./ledger/refuse-lost-ledger.ts";
export type { LedgerWitness } from "./ledger/refuse-lost-ledger.ts";
export { SqliteTrialLedger } from "./ledger/sqlite-trial-ledger.ts";
export type { LoggedTrial, ModelFacts, RunSummary, TrialFacts, TrialLedger } from "./ledger/trial-ledger.ts";
export { copiesNeeded, REPLAY_COPIES_MAX, REPLAY_COPIES_MIN } from "./replay/null-replay.ts";
export type { SearchStanding } from "./replay/search-standing.ts";
export { replayInTurn, replaySurvivors, summaryOf } from "./replay/replay-survivors.ts";
export type { FoundBySearch, ReplayCopies, ReplaySummary } from "./replay/replay-survivors.ts";
export { replaySearch } from "./replay/replay-search.ts";
export type { ReplayedSearch } from "./replay/replay-search.ts";
export { openDataRoom } from "./spans/data-room.ts";
export type { DataRoom, PaperRange, ResearchData } from "./spans/data-room.ts";
export type { RecordedLook, SpanRegistry } from "./spans/span-registry.ts";
export { SqliteSpanRegistry } from "./spans/sqlite-span-registry.ts";
export type { ChainVerdict } from "./ledger/chained-journal.ts";
export { parseStrategyTree } from "./hypothesis/parse-strategy-tree.ts";
export { printAssemblyScript } from "./hypothesis/print-assembly-script.ts";
export type {
  CommittedStrategy,
  GuardedBars,
  SpanCheck,
  ValidationData,
  VaultAnswer,
  VaultData,
} from "./spans/guarded-data.ts";
export { searchTrials } from "./campaign/search-trials.ts";
export type { SearchSettings } from "./campaign/search-trials.ts";
export { ColumnCache } from "./evaluator/column-cache.ts";
export { evaluateHypothesis } from "./evaluator/evaluate-hypothesis.ts";
export type { Proposal } from "./generator/hypothesis-generator.ts";
export { TURNOVER_EDGES, turnoverNiche } from "./generator/behaviour.ts";
export { sharpeStandardError } from "./generator/quality.ts";
export { regionOf } from "./generator/region.ts";
export { halves } from "./memory/recall-searches.ts";
export { MemoryTally } from "./memory/memory-tally.ts";
export type { DeadZone, MemorySummary, SearchMemory } from "./memory/search-memory.ts";
export { MapElitesGenerator } from "./generator/map-elites-generator.ts";
export { hashColumns } from "./spans/hash-columns.ts";
export { powerSpending, saffron } from "./statistics/online-false-discovery.ts";
export { deflatedSharpeRatio, luckySharpe } from "./statistics/deflated-sharpe-ratio.ts";
export { overfittingOfChoice } from "./statistics/choice-evidence.ts";
export type { OverfittingEstimate } from "./statistics/probability-of-overfitting.ts";
export type { AskModel, ModelAnswer, ModelQuestion, ModelUsage } from "./prompts/ask-model.ts";
export { usageOfFault } from "./prompts/ask-model.ts";
export { calibrationOf } from "./prompts/calibration.ts";
export type { Calibration, ExpectationOutcome } from "./prompts/calibration.ts";
export { draftWithModel } from "./prompts/draft-with-model.ts";
export type { CompiledDraft, DraftedByModel } from "./prompts/draft-with-model.ts";
export { marketFeatures } from "./prompts/market-features.ts";
export type { ModelProposal } from "./prompts/model-proposal.ts";
export type { ProposalContext } from "./prompts/proposal-context.ts";
export { proposeWithModel, repairWithModel, REPAIRS_MAX } from "./prompts/propose-with-model.ts";
export type {
  FailedModelSource,
  ModelFailure,
  ProposedByModel,
  RepairedByModel,
} from "./prompts/propose-with-model.ts";
export type { TriedHypothesis } from "./prompts/tried-hypothesis.ts";
