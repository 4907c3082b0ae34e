import { existsSync } from "node:fs";
import { join } from "node:path";
import { assertNever, RaraError, type StrategyStage } from "@rara-trading/domain";
import { readFeedbackReport } from "@rara-trading/feedback";
import { generatorOfRun, type LoggedTrial, passedInWords, type RunSummary } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import { acceptedStrategies } from "../composition/accepted-strategies.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { homePaths } from "../home-paths.ts";
import { unknownRun } from "./logged-run.ts";

const RUNS_LISTED_MAX = 50;
const TRIALS_LISTED = 20;
const TRIALS_LISTED_MAX = 100_000;

/** What `research list` was asked to show. */
export interface ListResearchRequest {
  readonly run: string | undefined;
  readonly order: string;
  readonly limit: number | undefined;
}

/** Opens the home folder if there is anything in it: a look must not create one. */
export async function openExistingHome({ homePath, clock }: CommandContext): Promise<HomeServices | undefined> {
  if (!existsSync(homePaths(homePath).researchDatabase)) return undefined;
  return openHomeServices(homePath, clock);
}

function runDocument(run: RunSummary): unknown {
  const {
    runId,
    instrument,
    timeframe,
    seed,
    status,
    trials,
    accepted,
    failed,
    rejections,
    startedAtMs,
    finishedAtMs,
  } = run;
  return {
    runId,
    instrument,
    timeframe,
    seed,
    status,
    generator: generatorOfRun(run.settings),
    hypotheses: trials,
    accepted,
    failed,
    rejections,
    startedAtMs,
    finishedAtMs,
  };
}

/** Returns what became of a trial, in the words of every document. */
export function verdictDocument({ verdict }: LoggedTrial): {
  readonly verdict: string;
  readonly gate: string | null;
  readonly reason: string;
} {
  if (verdict === null)
    return { verdict: "pending", gate: null, reason: "The search-level gates have not spoken yet." };
  const { state } = verdict;
  switch (state.kind) {
    case "accepted":
      return {
        verdict: "accepted",
        gate: null,
        reason: passedInWords(state, ` and is on paper as ${state.strategyId}`),
      };
    case "rejected":
      return { verdict: "rejected", gate: state.gate, reason: state.reason };
    case "failed":
      return { verdict: "failed", gate: null, reason: state.reason };
    default:
      return assertNever(state);
  }
}

/** What a model's trial used; `null` of every other. */
function modelCosts({ model }: LoggedTrial): unknown {
  if (model === undefined) return null;
  const { backend, model: name, inputTokens, outputTokens, costUsd } = model;
  return { backend, model: name, inputTokens, outputTokens, costUsd };
}

function trialDocument(trial: LoggedTrial): unknown {
  const { trialId, index, hypothesis, metrics } = trial;
  return {
    experimentId: trialId,
    index,
    hypothesis: hypothesis.english,
    family: hypothesis.family,
    origin: hypothesis.origin,
    sharpe: metrics?.sharpe ?? null,
    maxDrawdown: metrics?.maxDrawdown ?? null,
    trades: metrics?.trades ?? null,
    model: modelCosts(trial),
    ...verdictDocument(trial),
  };
}

/** Lists runs, and the hypotheses of one of them with verdict and reason. Works while the run goes on. */
export async function listResearch(context: CommandContext, request: ListResearchRequest): Promise<unknown> {
  const { order, run } = request;
  if (order !== "sharpe" && order !== "index") {
    throw new RaraError(`Expected the order sharpe or index, found ${JSON.stringify(order)}`, {
      category: "usage",
      code: "research.order",
      hint: "Give --order sharpe or --order index.",
    });
  }
  await using home = await openExistingHome(context);
  if (home === undefined) {
    if (run !== undefined) throw unknownRun(run);
    return { runs: [], run: null, experiments: [] };
  }
  const { ledger } = home;
  const runs = await ledger.runs({ limit: RUNS_LISTED_MAX, ...(run === undefined ? {} : { runId: run }) });
  const [shown] = runs;
  if (run !== undefined && shown === undefined) throw unknownRun(run);
  const limit = request.limit ?? (run === undefined ? TRIALS_LISTED : TRIALS_LISTED_MAX);
  const trials = shown === undefined ? [] : await ledger.trials({ runId: shown.runId, order, limit });
  return { runs: runs.map(runDocument), run: shown?.runId ?? null, experiments: trials.map(trialDocument) };
}

/** Lists the strategies that passed Gate 1, with the stage they are in. */
export async function listPromoted(context: CommandContext): Promise<unknown> {
  await using home = await openExistingHome(context);
  if (home === undefined) return { strategies: [] };
  const { liveProposals, evaluations } = await readFeedbackReport(home.bus);
  const proposed = new Set(liveProposals.map(({ strategyId }) => strategyId));
  const retired = new Set(
    evaluations.filter(({ decision }) => decision === "retire").map(({ strategyId }) => strategyId),
  );
  const stageOf = (strategyId: string): StrategyStage => {
    if (retired.has(strategyId)) return "retired";
    return proposed.has(strategyId) ? "live-proposed" : "paper";
  };
  const { strategies } = homePaths(context.homePath);
  const accepted = await acceptedStrategies(home.bus, { retired: true });
  return {
    strategies: accepted.map((strategy) => ({
      strategyId: strategy.strategyId,
      experimentId: strategy.trialId,
      hypothesis: strategy.hypothesis.english,
      instrument: strategy.instrument,
      timeframe: strategy.timeframe,
      stage: stageOf(strategy.strategyId),
      equityFraction: strategy.equityFraction,
      researchMetrics: strategy.researchMetrics,
      validation: strategy.validation ?? null,
      vault: strategy.vault ?? null,
      artifactSha256: strategy.artifactSha256,
      wasmPath: join(strategies, `${strategy.artifactSha256}.wasm`),
      sourcePath: join(strategies, `${strategy.artifactSha256}.ts`),
    })),
  };
}
