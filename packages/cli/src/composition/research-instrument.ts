import { calendarOf, instrumentParts, type InstrumentId, type SeriesKey } from "@rara-trading/domain";
import {
  type BenchmarkKind,
  type CampaignModel,
  type CampaignOutcome,
  type CampaignProgress,
  type Gate1Thresholds,
  type GeneratorKind,
  LONGEST_WARM_UP_BARS,
  openDataRoom,
  type ResearchData,
  runCampaign,
  type SearchCentre,
} from "@rara-trading/research";
import type { RaraConfig } from "../config/config-schema.ts";
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

/** Returns what a strategy on this instrument must beat: the rule looks at the name, never at the data being judged. */
export function benchmarkOf(instrument: InstrumentId, configured: RaraConfig["research"]["benchmark"]): BenchmarkKind {
  if (configured !== "auto") return configured;
  return instrumentParts(instrument)?.venue === DRIFTLESS_VENUE ? "cash" : "buy-and-hold";
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

/** Runs one campaign on a stored series, from its data spans to artifacts in the paper stage. */
export async function researchInstrument(services: HomeServices, request: ResearchRequest): Promise<ResearchRun> {
  const { series, config, signal, model, generator, around } = request;
  const { store, spans: registry, ledger, bus, clock, homePath } = services;
  const room = await openDataRoom({ candles: store, registry, series, purgeBars: LONGEST_WARM_UP_BARS });
  await using workshop = new CompilingWorkshop(homePath, clock, signal);
  const benchmark = benchmarkOf(series.instrument, config.research.benchmark);
  const outcome = await runCampaign(
    {
      data: room.research,
      vault: room.vault,
      spans: room.spans,
      ledger,
      bus,
      workshop,
      ...(model !== undefined && { model: { ...model, compile: (source) => workshop.compile(source) } }),
      clock,
      cpuMs: threadCpuMs,
      replayCopies: replayInThreads,
      retired: await retiredStrategies(services),
      onProgress: request.onProgress,
      signal,
    },
    {
      runId: request.runId,
      seed: request.seed,
      hypothesesMax: config.research.hypotheses,
      ...(generator !== undefined && { generator }),
      calendar: calendarOf(series.instrument),
      benchmark,
      costs: { feeBps: config.paper.feeBps, slippageBps: config.paper.slippageBps },
      capital: config.paper.capital,
      thresholds: thresholdsOf(config),
      vault: config.research.vault,
      ...((generator ?? "offline") === "offline" && { replay: config.research.replay }),
      ...(around !== undefined && { around }),
    },
  );
  return { outcome, data: room.research, benchmark };
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
