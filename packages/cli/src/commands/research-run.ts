import { RaraError, type SeriesKey } from "@rara-trading/domain";
import type { CampaignOutcome } from "@rara-trading/research";
import { processCpuMs } from "../adapters/process-cpu.ts";
import type { CommandContext } from "../command-context.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { searchCentre } from "../composition/search-centre.ts";
import { FollowedBus } from "../composition/followed-bus.ts";
import { newRunId, researchInstrument } from "../composition/research-instrument.ts";
import { campaignNote } from "../progress/campaign-note.ts";
import { checkReplay } from "./check-replay.ts";
import { checkBudget, checkRunOptions, type RunOptions } from "./check-run-options.ts";
import { loggedRun, unknownRun } from "./logged-run.ts";
import { type ChosenGenerator, chooseGenerator, stopInWords, withModel } from "./research-generator.ts";
import { type ResearchTask, resumedRun } from "./resumed-run.ts";
import { type BudgetLimit, parseBudget, RunBudget } from "./run-budget.ts";
import { type ChosenSeries, chooseSeries, storeSeries } from "./stored-series.ts";
import { unusedHistory } from "./unused-history.ts";

/** What `research run` was asked to do. */
export interface ResearchRunRequest extends RunOptions {
  /** What all of it together may use, such as `10m`. */
  readonly budget: string | undefined;
  /** Whether the events of the run are streamed. */
  readonly follow: boolean;
}

/** What accompanies a campaign. */
interface RunControl {
  readonly budget?: RunBudget;
  readonly follow: boolean;
}

/** Timeframes that one command searches at most. */
const TIMEFRAMES_MAX = 10;

async function resumed(context: CommandContext, services: HomeServices, runId: string): Promise<ResearchTask> {
  const run = await loggedRun(services.ledger, runId);
  if (run === undefined) throw unknownRun(runId);
  return resumedRun(context, services, run);
}

async function named(services: HomeServices, task: Omit<ResearchTask, "runId">): Promise<ResearchTask> {
  const { series, config, chosen, around } = task;
  const { seed } = config.research;
  const facts = { series, seed, config, generator: chosen.generator, ...(around !== undefined && { around }) };
  return { ...task, runId: await newRunId(services, facts) };
}

function listed(timeframes: string): readonly string[] {
  const names = timeframes.split(",").map((name) => name.trim());
  if (names.length <= TIMEFRAMES_MAX && new Set(names).size === names.length) return names;
  throw new RaraError(`Expected at most ${TIMEFRAMES_MAX} different timeframes, found ${JSON.stringify(timeframes)}`, {
    category: "usage",
    code: "research.timeframes",
    hint: "Give each once, such as --timeframes 1h,4h.",
  });
}

/** Returns the campaigns that a request asks for, in order; every market is there before the first one begins. */
async function fresh(
  { config, output }: CommandContext,
  services: HomeServices,
  { contract, timeframes, around }: ResearchRunRequest,
  chosen: ChosenGenerator,
): Promise<readonly ResearchTask[]> {
  if (around !== undefined) {
    const { centre, ...series } = await searchCentre(services, around);
    return [await named(services, { series, config, chosen, around: centre })];
  }
  const wanted = timeframes === undefined ? [undefined] : listed(timeframes);
  const option = "--timeframes";
  const found: ChosenSeries[] = [];
  for (const timeframe of wanted) found.push(await chooseSeries(services.store, { contract, timeframe, option }));
  const stored: SeriesKey[] = [];
  for (const each of found) stored.push(await storeSeries(output, services.store, each));
  const tasks: ResearchTask[] = [];
  for (const series of stored) tasks.push(await named(services, { series, config, chosen }));
  return tasks;
}

function document({ series, config, chosen, around }: ResearchTask, outcome: CampaignOutcome): object {
  const { best, accepted, model, memory } = outcome;
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
    memory,
    hypotheses: outcome.evaluated,
    rejections: outcome.rejections,
    searchPValue: outcome.search.pValue,
    trialsCounted: outcome.search.trialsCounted,
    search: outcome.search,
    replay: outcome.replay,
    searchCpuSeconds: outcome.searchCpuSeconds,
    best: best && {
      experimentId: best.trial.trialId,
      hypothesis: best.trial.hypothesis.english,
      sharpe: best.trial.metrics?.sharpe ?? null,
      rejectedBy: best.rejectedBy,
      reason: best.reason,
    },
    promoted: accepted.map(
      ({ strategyId, trial, artifactSha256, equityFraction, metrics, checks, validation, vault }) => ({
        strategyId,
        experimentId: trial.trialId,
        hypothesis: trial.hypothesis.english,
        artifactSha256,
        equityFraction,
        metrics,
        checks,
        validation,
        vault,
      }),
    ),
  };
}

/** Returns how the run begins once the home is open; a backend that is named and missing is told before that. */
function beginning(
  context: CommandContext,
  request: ResearchRunRequest,
  limit: BudgetLimit | undefined,
): (services: HomeServices) => Promise<readonly ResearchTask[]> {
  const { resume } = request;
  if (resume !== undefined) {
    return async (services) => {
      const task = await resumed(context, services, resume);
      if (limit !== undefined) checkBudget(limit, task.chosen);
      return [task];
    };
  }
  const { generator } = context.config.research;
  checkReplay(context.config.research, generator);
  const chosen = chooseGenerator(context, { generator, resumed: false });
  if (limit !== undefined) checkBudget(limit, chosen);
  return (services) => fresh(context, services, request, chosen);
}

/** Tells a person why it ended before its time, and how it goes on. */
function noteEnd(
  { output }: CommandContext,
  { status, evaluated, runId, model }: CampaignOutcome,
  budget?: RunBudget,
): void {
  const stop = stopInWords(model);
  if (stop !== undefined) output.note(stop);
  if (status !== "interrupted") return;
  if (budget?.signal.aborted === true) output.note(`The budget of ${budget.limit.text} is spent: ${budget.inWords()}.`);
  output.note(`Interrupted after ${evaluated} hypotheses; go on with: research run --resume ${runId}`);
}

/** A campaign's document, with the error that the command ends with where it broke off for want of its model. */
interface TaskRun {
  readonly document: unknown;
  readonly failure?: RaraError;
}

/** Returns the error of a run that was a model's alone and could not go on without it; a mixed one went on offline. */
function modelFailure(
  { chosen }: ResearchTask,
  { runId, status, evaluated, model }: CampaignOutcome,
): RaraError | undefined {
  const stop = model?.stop;
  if (status !== "interrupted" || chosen.generator !== "llm" || stop?.reason !== "model-failed") return undefined;
  const found = `found that it failed after ${evaluated} (${stop.code}): ${stop.message}`;
  return new RaraError(`Expected the language model to be there for every hypothesis, ${found}`, {
    category: stop.category,
    code: "research.model-failed",
    hint: `Once it can be asked again: research run --resume ${runId}. \`rara-trading agent backends\` tells what can be.`,
  });
}

/** Returns the error with what the command has to show. */
function failedWith({ message, category, code, hint = "" }: RaraError, details: unknown): RaraError {
  return new RaraError(message, { category, code, hint, details });
}

/**
 * Runs (or resumes) one campaign, or one a timeframe, in the foreground.
 * @throws RaraError `research.model-failed` when a model's own run broke off because the model failed; `details` is the document.
 */
export async function runResearch(context: CommandContext, request: ResearchRunRequest): Promise<unknown> {
  checkRunOptions(request);
  const limit = request.budget === undefined ? undefined : parseBudget(request.budget);
  const budget = limit && new RunBudget(limit, processCpuMs);
  const begin = beginning(context, request, limit);
  await using services = await openHomeServices(context.homePath, context.clock);
  const tasks = await begin(services);
  const control = { follow: request.follow, ...(budget !== undefined && { budget }) };
  const runs: unknown[] = [];
  let failure: RaraError | undefined;
  for (const task of tasks) {
    if (runs.length > 0 && (context.signal.aborted || budget?.signal.aborted === true)) break;
    const ran = await runTask(context, services, task, control);
    runs.push(ran.document);
    failure = ran.failure;
    if (failure !== undefined) break;
  }
  const shown = tasks.length === 1 ? runs[0] : { runs: [...runs, ...notBegun(context, tasks.slice(runs.length))] };
  if (failure === undefined || context.signal.aborted) return shown;
  throw failedWith(failure, shown);
}

/** Returns what the document says of campaigns that the end of an earlier one kept from beginning, and tells a person. */
function notBegun({ output }: CommandContext, tasks: readonly ResearchTask[]): readonly unknown[] {
  const [first] = tasks;
  if (first === undefined) return [];
  const timeframes = tasks.map(({ series }) => series.timeframe);
  const again = `research run --contract ${first.series.instrument} --timeframes ${timeframes.join(",")}`;
  output.note(`Not begun: ${timeframes.join(", ")}; search there with: ${again}`);
  return timeframes.map((timeframe) => ({ timeframe, status: "not-begun" }));
}

/** Returns the services with a bus that tells every event of the run on stdout. */
function followed({ output }: CommandContext, services: HomeServices): HomeServices {
  return { ...services, bus: new FollowedBus(services.bus, (event) => output.record({ event })) };
}

/** Runs one campaign and returns the document that tells of it, with the failure of a model that it cannot do without. */
export async function runTask(
  context: CommandContext,
  services: HomeServices,
  task: ResearchTask,
  { budget, follow }: RunControl = { follow: false },
): Promise<TaskRun> {
  const { runId, series, config, chosen, around } = task;
  const { seed, hypotheses } = config.research;
  const [known] = await services.ledger.runs({ runId, limit: 1 });
  budget?.begin(known?.trials ?? 0);
  checkReplay(config.research, chosen.generator);
  const unused = await unusedHistory(services, series);
  if (unused !== undefined) context.output.note(unused);
  using progress = context.progress.begin({
    label: `research ${series.instrument}`,
    unit: "hypotheses",
    total: hypotheses,
  });
  const { outcome } = await withModel(context, chosen, (model) =>
    researchInstrument(follow ? followed(context, services) : services, {
      runId,
      series: { instrument: series.instrument, timeframe: series.timeframe },
      seed,
      config,
      generator: chosen.generator,
      ...(around !== undefined && { around }),
      ...(model !== undefined && { model: { ...model, ask: budget?.charging(model.ask) ?? model.ask } }),
      onProgress: (update) => {
        progress.update(update.evaluated, campaignNote(update));
        budget?.heed(update);
      },
      signal: budget === undefined ? context.signal : AbortSignal.any([context.signal, budget.signal]),
    }),
  );
  noteEnd(context, outcome, budget);
  const failure = modelFailure(task, outcome);
  return {
    document: { ...document(task, outcome), budget: budget === undefined ? null : budgetDocument(budget) },
    ...(failure !== undefined && { failure }),
  };
}

function budgetDocument({ limit, spent, signal }: RunBudget): unknown {
  const used = Number.isFinite(spent) ? spent : null;
  return { limit: limit.text, unit: limit.unit, most: limit.most, spent: used, reached: signal.aborted };
}
