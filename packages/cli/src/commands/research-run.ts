import { RaraError, type SeriesKey } from "@rara-trading/domain";
import type { CampaignOutcome } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { researchInstrument } from "../composition/research-instrument.ts";
import { campaignNote } from "../progress/campaign-note.ts";
import { chooseSeries } from "./stored-series.ts";

/** What `research run` was asked to do. */
export interface ResearchRunRequest {
  readonly contract: string | undefined;
  readonly timeframe: string | undefined;
  readonly resume: string | undefined;
}

interface Task {
  readonly runId: string;
  readonly series: SeriesKey;
  readonly seed: string;
  readonly hypotheses: number;
}

async function resumed({ ledger }: HomeServices, runId: string): Promise<Task> {
  const [run] = await ledger.runs({ runId, limit: 1 });
  if (run === undefined) {
    throw new RaraError(`Expected a logged run, found none with the id ${JSON.stringify(runId)}`, {
      category: "not-found",
      code: "research.unknown-run",
      hint: "`rara-trading research list` prints the runs.",
    });
  }
  // Written by the campaign itself, see runFacts.
  const { hypothesesMax } = run.settings as { readonly hypothesesMax: number };
  return { runId, series: run, seed: run.seed, hypotheses: hypothesesMax };
}

async function fresh(context: CommandContext, services: HomeServices, request: ResearchRunRequest): Promise<Task> {
  const { instrument, timeframe } = await chooseSeries(services.store, request.contract, request.timeframe);
  const { seed, hypotheses } = context.config.research;
  return { runId: context.ids.next("run"), series: { instrument, timeframe }, seed, hypotheses };
}

function document({ series, seed }: Task, outcome: CampaignOutcome): unknown {
  const { best, accepted } = outcome;
  return {
    runId: outcome.runId,
    status: outcome.status,
    instrument: series.instrument,
    timeframe: series.timeframe,
    seed,
    hypotheses: outcome.evaluated,
    rejections: outcome.rejections,
    searchPValue: outcome.searchPValue,
    trialsCounted: outcome.trialsCounted,
    searchCpuSeconds: outcome.searchCpuSeconds,
    best: best && {
      experimentId: best.trial.trialId,
      hypothesis: best.trial.hypothesis.english,
      sharpe: best.trial.metrics?.sharpe ?? null,
      rejectedBy: best.rejectedBy,
      reason: best.reason,
    },
    promoted: accepted.map(({ strategyId, trial, artifactSha256, equityFraction, metrics, checks }) => ({
      strategyId,
      experimentId: trial.trialId,
      hypothesis: trial.hypothesis.english,
      artifactSha256,
      equityFraction,
      metrics,
      checks,
    })),
  };
}

/** Runs (or resumes) a campaign in the foreground. */
export async function runResearch(context: CommandContext, request: ResearchRunRequest): Promise<unknown> {
  const { config, signal } = context;
  await using services = await openHomeServices(context.homePath, context.clock);
  const task =
    request.resume === undefined ? await fresh(context, services, request) : await resumed(services, request.resume);
  const { runId, series, seed, hypotheses } = task;
  using progress = context.progress.begin({
    label: `research ${series.instrument}`,
    unit: "hypotheses",
    total: hypotheses,
  });
  const { outcome } = await researchInstrument(services, {
    runId,
    series: { instrument: series.instrument, timeframe: series.timeframe },
    seed,
    config: { ...config, research: { ...config.research, hypotheses } },
    onProgress: (update) => progress.update(update.evaluated, campaignNote(update)),
    signal,
  });
  if (outcome.status === "interrupted") {
    context.output.note(
      `Interrupted after ${outcome.evaluated} hypotheses; go on with: research run --resume ${runId}`,
    );
  }
  return document(task, outcome);
}
