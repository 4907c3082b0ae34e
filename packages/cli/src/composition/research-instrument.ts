import { calendarOf, instrumentParts, type InstrumentId, RaraError, type SeriesKey } from "@rara-trading/domain";
import {
  type BenchmarkKind,
  type CampaignDependencies,
  type CampaignModel,
  type CampaignOptions,
  type CampaignOutcome,
  type CampaignProgress,
  type DataRoom,
  type Gate1Thresholds,
  type GeneratorKind,
  LONGEST_WARM_UP_BARS,
  openDataRoom,
  type ResearchData,
  runCampaign,
  seededRunId,
  type SearchCentre,
} from "@rara-trading/research";
import { threadCpuMs } from "../adapters/thread-cpu.ts";
import type { RaraConfig } from "../config/config-schema.ts";
import { openEvaluationPool } from "../search/open-evaluation-pool.ts";
import { replayInThreads } from "../replay/replay-in-threads.ts";
import { CompilingWorkshop } from "./compiling-workshop.ts";
import type { HomeServices } from "./home-services.ts";
import { retiredStrategies } from "./search-centre.ts";

/** Simulated markets have no drift by construction, so there is nothing to beat by holding them. */
const DRIFTLESS_VENUE = "sim";

/** One campaign to run. */
export interface ResearchRequest {
  readonly runId: string;
  readonly series: SeriesKey;
  readonly seed: string;
  readonly config: Pick<RaraConfig, "paper" | "research" | "gates">;
  /** Where hypotheses come from; offline when absent, whatever the configuration says. */
  readonly generator?: GeneratorKind;
  /** The model that the generator asks; it is lent the campaign's compiler. */
  readonly model?: Omit<CampaignModel, "compile">;
  /** The strategy to search around. */
  readonly around?: SearchCentre;
  readonly onProgress: (progress: CampaignProgress) => void;
  readonly signal: AbortSignal;
}

/** A campaign's outcome, with the bars it was allowed to see. */
export interface ResearchRun {
  readonly outcome: CampaignOutcome;
  readonly data: ResearchData;
  readonly benchmark: BenchmarkKind;
}

function isSimulated({ instrument }: Pick<SeriesKey, "instrument">): boolean {
  return instrumentParts(instrument)?.venue === DRIFTLESS_VENUE;
}

/** Returns what a strategy on this instrument must beat: the rule looks at the name, never at the data being judged. */
export function benchmarkOf(instrument: InstrumentId, configured: RaraConfig["research"]["benchmark"]): BenchmarkKind {
  if (configured !== "auto") return configured;
  return isSimulated({ instrument }) ? "cash" : "buy-and-hold";
}

/** Returns the thresholds of Gate 1 that the configuration sets. */
export function thresholdsOf({ research, gates }: Pick<RaraConfig, "research" | "gates">): Gate1Thresholds {
  return {
    ...gates,
    tradesMin: research.minRoundTrips,
    sharpeMin: research.minSharpe,
    drawdownMax: research.maxDrawdown,
    realityCheckPMax: research.realityCheckP,
    resamples: research.realityCheckResamples,
    meanBlockDays: research.realityCheckBlock,
  };
}

/** Returns what a campaign sets out to do, without its name. */
function campaignOptions({
  series,
  seed,
  config,
  generator,
  around,
}: Omit<ResearchRequest, "runId" | "model" | "onProgress" | "signal">): Omit<CampaignOptions, "runId"> {
  return {
    seed,
    hypothesesMax: config.research.hypotheses,
    ...(generator !== undefined && { generator }),
    calendar: calendarOf(series.instrument),
    benchmark: benchmarkOf(series.instrument, config.research.benchmark),
    costs: { feeBps: config.paper.feeBps, slippageBps: config.paper.slippageBps },
    capital: config.paper.capital,
    thresholds: thresholdsOf(config),
    validation: config.research.validation,
    vault: config.research.vault,
    memory: config.research.memory === "on",
    halving: config.research.halving === "on",
    ...((generator ?? "offline") === "offline" && { replay: config.research.replay }),
    ...(around !== undefined && { around }),
  };
}

function openRoom({ store, spans }: HomeServices, series: SeriesKey): Promise<DataRoom> {
  return openDataRoom({ candles: store, registry: spans, series, purgeBars: LONGEST_WARM_UP_BARS });
}

/** Runs of one campaign that a home folder may hold: without memory they repeat each other, with it each tries what is left. */
const REPEATS_MAX = 1_000;

/**
 * Returns the id of a new run: derived from what determines the run, with `-2`, `-3` … behind when the ledger holds completed
 * ones of the same. @throws RaraError `research.run-unfinished` when the ledger holds an unfinished one, which is to be resumed.
 */
export async function newRunId(
  services: HomeServices,
  request: Omit<ResearchRequest, "runId" | "model" | "onProgress" | "signal">,
): Promise<string> {
  const { research: data } = await openRoom(services, request.series);
  const first = seededRunId({ data }, campaignOptions(request));
  for (let repeat = 1; repeat <= REPEATS_MAX; repeat++) {
    const runId = repeat === 1 ? first : `${first}-${repeat}`;
    const [known] = await services.ledger.runs({ runId, limit: 1 });
    if (known === undefined) return runId;
    if (known.status !== "completed") throw unfinishedRun(runId, known.trials);
  }
  throw new RaraError(`Expected at most ${REPEATS_MAX} runs of one campaign, found that many`, {
    category: "refused",
    code: "research.run-repeats",
    hint: "Give another --seed: without research.memory the same one finds the same again, with it ever less is new.",
  });
}

function unfinishedRun(runId: string, trials: number): RaraError {
  return new RaraError(`Expected no unfinished run of this very campaign, found ${runId} with ${trials} trials`, {
    category: "usage",
    code: "research.run-unfinished",
    hint: `Go on with it: research run --resume ${runId}. Or give another --seed.`,
    details: { runId },
  });
}

/** Refuses to go on with a run on other bars than it began with: its trials would not be comparable with each other. */
async function checkBars(
  { ledger }: HomeServices,
  { runId, around }: ResearchRequest,
  data: ResearchData,
): Promise<void> {
  const [begun] = await ledger.runs({ runId, limit: 1 });
  if (begun === undefined || begun.status === "completed" || begun.dataHash === data.dataHash) return;
  const { instrument, timeframe } = data.series;
  const where =
    around === undefined ? `--contract ${instrument} --timeframes ${timeframe}` : `--around ${around.strategyId}`;
  throw new RaraError(
    `Expected the research bars of ${instrument} at ${timeframe} as they were when ${runId} began, found others`,
    {
      category: "refused",
      code: "research.bars-changed",
      hint: `Bars were imported since, so start a new run: research run ${where}. What the ledger holds of this one still counts.`,
      details: { runId, expected: begun.dataHash, found: data.dataHash },
    },
  );
}

/**
 * Returns how a campaign gets the research bars of the other series in its book. Markets that were made up exist apart from each
 * other and from the real ones: nobody can hold strategies of two of them in one book.
 */
function bookBarsFor({ store, spans }: HomeServices, own: SeriesKey): NonNullable<CampaignDependencies["bookBars"]> {
  return async (series) => {
    if (series.instrument !== own.instrument && (isSimulated(series) || isSimulated(own))) return null;
    const cut = await spans.spansFor(series);
    return cut === undefined ? null : await store.load(series, cut.research);
  };
}

/**
 * Runs one campaign on a stored series, from its data spans to artifacts in the paper stage.
 * @throws RaraError `research.bars-changed` (refused) when the ledger holds the run on other research bars.
 */
export async function researchInstrument(services: HomeServices, request: ResearchRequest): Promise<ResearchRun> {
  const { series, signal, model, runId } = request;
  const { ledger, bus, clock } = services;
  const room = await openRoom(services, series);
  await checkBars(services, request, room.research);
  const workshop = new CompilingWorkshop(services, signal);
  const options = { ...campaignOptions(request), runId };
  await using pool = openEvaluationPool(room.research.candles, options, request.config.research);
  const outcome = await runCampaign(
    {
      data: room.research,
      validation: room.validation,
      vault: room.vault,
      spans: room.spans,
      ledger,
      bus,
      workshop,
      ...(model !== undefined && { model: { ...model, compile: (source) => workshop.compile(source) } }),
      clock,
      ...(pool && { evaluator: pool }),
      cpuMs: () => threadCpuMs() + (pool?.cpuMs ?? 0),
      replayCopies: replayInThreads,
      bookBars: bookBarsFor(services, series),
      retired: await retiredStrategies(services),
      onProgress: request.onProgress,
      signal,
    },
    options,
  );
  return { outcome, data: room.research, benchmark: options.benchmark };
}
