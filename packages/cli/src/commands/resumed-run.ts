import type { SeriesKey } from "@rara-trading/domain";
import {
  ADDED_THRESHOLDS,
  type Gate1Thresholds,
  generatorOfRun,
  type RunSummary,
  type SearchCentre,
} from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import type { HomeServices } from "../composition/home-services.ts";
import { searchCentre } from "../composition/search-centre.ts";
import type { RaraConfig } from "../config/config-schema.ts";
import { type ChosenGenerator, chooseGenerator } from "./research-generator.ts";

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
    readonly validation?: RaraConfig["research"]["validation"];
    readonly vault?: RaraConfig["research"]["vault"];
    readonly memory?: boolean;
    readonly halving?: boolean;
    readonly replay?: number;
  };
  const { thresholds, validation = "off", vault = "off", memory = false, halving = false, replay = 0 } = settings;
  return {
    ...config,
    paper: { ...config.paper, ...run.costs, capital: settings.capital },
    research: {
      ...config.research,
      seed: run.seed,
      hypotheses: settings.hypothesesMax,
      generator: generatorOfRun(settings),
      benchmark: run.benchmark,
      validation,
      vault,
      memory: memory ? "on" : "off",
      halving: halving ? "on" : "off",
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

/** Returns the thresholds that a run began with; of those that did not exist then some refuse nothing, others are in force. */
function gatesOfRun(thresholds: Partial<Gate1Thresholds>, inForce: RaraConfig["gates"]): RaraConfig["gates"] {
  const names = Object.keys(inForce) as (keyof RaraConfig["gates"])[];
  return {
    ...inForce,
    ...ADDED_THRESHOLDS,
    ...Object.fromEntries(names.flatMap((name) => (thresholds[name] === undefined ? [] : [[name, thresholds[name]]]))),
  };
}

/**
 * Returns the campaign that goes on with a run that began, under the settings it began with.
 * @throws RaraError `agent.no-backend` when the rest of it is a model's and there is none to ask.
 */
export async function resumedRun(
  context: CommandContext,
  services: HomeServices,
  run: RunSummary,
): Promise<ResearchTask> {
  const config = configOfRun(context, run);
  const { around } = run.settings as { readonly around?: string };
  return {
    ...(around !== undefined && { around: (await searchCentre(services, around)).centre }),
    runId: run.runId,
    series: run,
    config,
    chosen: chooseGenerator(context, { generator: config.research.generator, resumed: true }),
  };
}
