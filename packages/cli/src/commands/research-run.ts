import { RaraError, type SeriesKey } from "@rara-trading/domain";
import {
  type CampaignOutcome,
  type Gate1Thresholds,
  generatorOfRun,
  type RunSummary,
  type SearchCentre,
} from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import type { RaraConfig } from "../config/config-schema.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { searchCentre } from "../composition/search-centre.ts";
import { researchInstrument } from "../composition/research-instrument.ts";
import { campaignNote } from "../progress/campaign-note.ts";
import { type ChosenGenerator, chooseGenerator, stopInWords, withModel } from "./research-generator.ts";
import { checkReplay } from "./check-replay.ts";
import { chooseSeries } from "./stored-series.ts";

/** What `research run` was asked to do. */
export interface ResearchRunRequest {
  readonly contract: string | undefined;
  readonly timeframe: string | undefined;
  readonly resume: string | undefined;
  /** A strategy around which to search; its market then. */
  readonly around: string | undefined;
}

/** One campaign to run. */
export interface ResearchTask {
  readonly runId: string;
  readonly series: SeriesKey;
  readonly config: RaraConfig;
  readonly chosen: ChosenGenerator;
  readonly around?: SearchCentre;
}

/** Returns the configuration that a run began with: resuming under another one would be another run. */
function configOfRun({ config }: CommandContext, run: RunSummary): RaraConfig {
  // Written by the campaign itself, see runFacts.
  const settings = run.settings as {
    readonly hypothesesMax: number;
    readonly capital: number;
    readonly thresholds: Gate1Thresholds;
    readonly vault?: RaraConfig["research"]["vault"];
    readonly replay?: number;
  };
  const { thresholds, vault = "off", replay = 0 } = settings;
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
      replay,
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

async function resumed(context: CommandContext, services: HomeServices, runId: string): Promise<ResearchTask> {
  const [run] = await services.ledger.runs({ runId, limit: 1 });
  if (run === undefined) {
    throw new RaraError(`Expected a logged run, found none with the id ${JSON.stringify(runId)}`, {
      category: "not-found",
      code: "research.unknown-run",
      hint: "`rara-trading research list` prints the runs.",
    });
  }
  const config = configOfRun(context, run);
  const { around } = run.settings as { readonly around?: string };
  return {
    ...(around !== undefined && { around: (await searchCentre(services, around)).centre }),
    runId,
    series: run,
    config,
    chosen: chooseGenerator(context, { generator: config.research.generator, resumed: true }),
  };
}

async function fresh(
  context: CommandContext,
  services: HomeServices,
  { contract, timeframe: wanted, around }: ResearchRunRequest,
  chosen: ChosenGenerator,
): Promise<ResearchTask> {
  const runId = context.ids.next("run");
  if (around !== undefined) {
    const { centre, ...series } = await searchCentre(services, around);
    return { runId, series, config: context.config, chosen, around: centre };
  }
  const { instrument, timeframe } = await chooseSeries(services.store, contract, wanted);
  return { runId, series: { instrument, timeframe }, config: context.config, chosen };
}

function document({ series, config, chosen, around }: ResearchTask, outcome: CampaignOutcome): unknown {
  const { best, accepted, model } = outcome;
  return {
    runId: outcome.runId,
    status: outcome.status,
    instrument: series.instrument,
    timeframe: series.timeframe,
    seed: config.research.seed,
    around: around?.strategyId ?? null,
    generator: chosen.generator,
    fallbackReason: chosen.fallbackReason,
    model: model && { backend: chosen.backend?.backend ?? null, ...model },
    hypotheses: outcome.evaluated,
    rejections: outcome.rejections,
    searchPValue: outcome.searchPValue,
    replay: outcome.replay,
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

function checkResume({ contract, timeframe, resume, around }: ResearchRunRequest): void {
  if (around !== undefined && (contract ?? timeframe ?? resume) !== undefined) {
    throw new RaraError("Expected --around without --contract, --timeframe and --resume, found both", {
      category: "usage",
      code: "research.around-options",
      hint: "A strategy names its market: give --around alone.",
    });
  }
  if (resume === undefined || (contract === undefined && timeframe === undefined)) return;
  throw new RaraError("Expected --resume without --contract and --timeframe, found both", {
    category: "usage",
    code: "research.resume-options",
    hint: "A resumed run goes on with the market and the settings it began with: give --resume alone.",
  });
}

/** Returns how the run begins once the home is open; a backend that is named and missing is told before that. */
function beginning(
  context: CommandContext,
  request: ResearchRunRequest,
): (services: HomeServices) => Promise<ResearchTask> {
  const { resume } = request;
  if (resume !== undefined) return (services) => resumed(context, services, resume);
  const { generator } = context.config.research;
  checkReplay(context.config.research, generator);
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
  return await runTask(context, services, await begin(services));
}

/** Runs one campaign and returns the document that tells of it. */
export async function runTask(context: CommandContext, services: HomeServices, task: ResearchTask): Promise<unknown> {
  const { runId, series, config, chosen, around } = task;
  const { seed, hypotheses } = config.research;
  checkReplay(config.research, chosen.generator);
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
      ...(around !== undefined && { around }),
      ...(model !== undefined && { model }),
      onProgress: (update) => progress.update(update.evaluated, campaignNote(update)),
      signal: context.signal,
    }),
  );
  noteEnd(context, outcome);
  return document(task, outcome);
}
