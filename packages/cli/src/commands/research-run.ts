import { RaraError, type SeriesKey } from "@rara-trading/domain";
import { type CampaignOutcome, type Gate1Thresholds, generatorOfRun, type RunSummary } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import type { RaraConfig } from "../config/config-schema.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { researchInstrument } from "../composition/research-instrument.ts";
import { campaignNote } from "../progress/campaign-note.ts";
import { type ChosenGenerator, chooseGenerator, stopInWords, withModel } from "./research-generator.ts";
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
  readonly config: RaraConfig;
  readonly chosen: ChosenGenerator;
}

/** Returns the configuration that a run began with: resuming under another one would be another run. */
function configOfRun({ config }: CommandContext, run: RunSummary): RaraConfig {
  // Written by the campaign itself, see runFacts.
  const settings = run.settings as {
    readonly hypothesesMax: number;
    readonly capital: number;
    readonly thresholds: Gate1Thresholds;
    readonly vault?: RaraConfig["research"]["vault"];
  };
  const { thresholds, vault = "off" } = settings;
  return {
    ...config,
    paper: { ...config.paper, ...run.costs, capital: settings.capital },
    research: {
      ...config.research,
      seed: run.seed,
      hypotheses: settings.hypothesesMax,
      generator: generatorOfRun(settings),
      benchmark: run.benchmark,
      vault,
      minRoundTrips: thresholds.tradesMin,
      minSharpe: thresholds.sharpeMin,
      maxDrawdown: thresholds.drawdownMax,
      realityCheckP: thresholds.realityCheckPMax,
      realityCheckResamples: thresholds.resamples,
      realityCheckBlock: thresholds.meanBlockDays,
    },
    gates: gatesOfRun(thresholds, config.gates),
  };
}

/** Returns the thresholds that a run began with; one that did not exist then is the one in force. */
function gatesOfRun(thresholds: Partial<Gate1Thresholds>, inForce: RaraConfig["gates"]): RaraConfig["gates"] {
  const names = Object.keys(inForce) as (keyof RaraConfig["gates"])[];
  return {
    ...inForce,
    ...Object.fromEntries(names.flatMap((name) => (thresholds[name] === undefined ? [] : [[name, thresholds[name]]]))),
  };
}

async function resumed(context: CommandContext, { ledger }: HomeServices, runId: string): Promise<Task> {
  const [run] = await ledger.runs({ runId, limit: 1 });
  if (run === undefined) {
    throw new RaraError(`Expected a logged run, found none with the id ${JSON.stringify(runId)}`, {
      category: "not-found",
      code: "research.unknown-run",
      hint: "`rara-trading research list` prints the runs.",
    });
  }
  const config = configOfRun(context, run);
  return {
    runId,
    series: run,
    config,
    chosen: chooseGenerator(context, { generator: config.research.generator, resumed: true }),
  };
}

async function fresh(
  context: CommandContext,
  { store }: HomeServices,
  { contract, timeframe: wanted }: ResearchRunRequest,
  chosen: ChosenGenerator,
): Promise<Task> {
  const { instrument, timeframe } = await chooseSeries(store, contract, wanted);
  return { runId: context.ids.next("run"), series: { instrument, timeframe }, config: context.config, chosen };
}

function document({ series, config, chosen }: Task, outcome: CampaignOutcome): unknown {
  const { best, accepted, model } = outcome;
  return {
    runId: outcome.runId,
    status: outcome.status,
    instrument: series.instrument,
    timeframe: series.timeframe,
    seed: config.research.seed,
    generator: chosen.generator,
    fallbackReason: chosen.fallbackReason,
    model: model && { backend: chosen.backend?.backend ?? null, ...model },
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
    promoted: accepted.map(({ strategyId, trial, artifactSha256, equityFraction, metrics, checks, vault }) => ({
      strategyId,
      experimentId: trial.trialId,
      hypothesis: trial.hypothesis.english,
      artifactSha256,
      equityFraction,
      metrics,
      checks,
      vault,
    })),
  };
}

function checkResume({ contract, timeframe, resume }: ResearchRunRequest): void {
  if (resume === undefined || (contract === undefined && timeframe === undefined)) return;
  throw new RaraError("Expected --resume without --contract and --timeframe, found both", {
    category: "usage",
    code: "research.resume-options",
    hint: "A resumed run goes on with the market and the settings it began with: give --resume alone.",
  });
}

/** Returns how the run begins once the home is open; a backend that is named and missing is told before that. */
function beginning(context: CommandContext, request: ResearchRunRequest): (services: HomeServices) => Promise<Task> {
  const { resume } = request;
  if (resume !== undefined) return (services) => resumed(context, services, resume);
  const { generator } = context.config.research;
  const chosen = chooseGenerator(context, { generator, resumed: false });
  return (services) => fresh(context, services, request, chosen);
}

/** Tells a person why it ended before its time, and how it goes on. */
function noteEnd({ output }: CommandContext, { status, evaluated, runId, model }: CampaignOutcome): void {
  const stop = stopInWords(model);
  if (stop !== undefined) output.note(stop);
  if (status !== "interrupted") return;
  output.note(`Interrupted after ${evaluated} hypotheses; go on with: research run --resume ${runId}`);
}

/** Runs (or resumes) a campaign in the foreground. */
export async function runResearch(context: CommandContext, request: ResearchRunRequest): Promise<unknown> {
  checkResume(request);
  const begin = beginning(context, request);
  await using services = await openHomeServices(context.homePath, context.clock);
  const task = await begin(services);
  const { runId, series, config, chosen } = task;
  const { seed, hypotheses } = config.research;
  using progress = context.progress.begin({
    label: `research ${series.instrument}`,
    unit: "hypotheses",
    total: hypotheses,
  });
  const { outcome } = await withModel(context, chosen, (model) =>
    researchInstrument(services, {
      runId,
      series: { instrument: series.instrument, timeframe: series.timeframe },
      seed,
      config,
      generator: chosen.generator,
      ...(model !== undefined && { model }),
      onProgress: (update) => progress.update(update.evaluated, campaignNote(update)),
      signal: context.signal,
    }),
  );
  noteEnd(context, outcome);
  return document(task, outcome);
}
