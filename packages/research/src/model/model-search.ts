import type { CampaignDependencies, CampaignOptions } from "../campaign/campaign-options.ts";
import type { ModelShare } from "../campaign/campaign-outcome.ts";
import type { TrialRecord } from "../campaign/trial-record.ts";
import { stateOf } from "../campaign/verdicts.ts";
import { ruleNodeCount } from "../hypothesis/tree-size.ts";
import { barsEvaluated } from "../halving/rung.ts";
import type { DeadZone } from "../memory/search-memory.ts";
import { READ_ROWS_MAX } from "../ledger/trial-ledger.ts";
import type { GeneratorKind } from "./campaign-model.ts";
import { ModelMemory } from "./model-memory.ts";
import { ModelPace } from "./model-pace.ts";
import { ModelSource, type ModelSourceSettings, type ModelTurn } from "./model-source.ts";
import { isTree, readTrialRule, type TrialRule } from "./trial-rule.ts";

/** Earlier runs whose trials of the same model a new run begins with. */
const EARLIER_RUNS_MAX = 5;

/** What became of a trial before the gates that weigh the whole search. */
interface SearchedTrial {
  readonly trial: TrialRecord<TrialRule>;
  /** Whether it passed every gate that was asked so far. */
  readonly survives: boolean;
  /** Whether the generator learned of something better than it had. */
  readonly improved: boolean;
}

type ModelSearchDependencies = Pick<CampaignDependencies, "ledger" | "data" | "model" | "signal">;
type ModelSearchOptions = ModelSourceSettings["options"] & Pick<CampaignOptions, "hypothesesMax">;

/** Where the model's part in a run begins: what the ledger says of the run. */
interface Beginning extends Pick<ModelSourceSettings, "memory" | "deadZones" | "askedAgainAt"> {
  /** Whether the search evaluates the rule that it is around before the model has its first turn. */
  readonly centreFirst: boolean;
}

/** The model's part in a search: when it has its turn, what it is told, and what it used. */
export class ModelSearch {
  readonly #isAlone: boolean;
  readonly #source: ModelSource;
  readonly #memory: ModelMemory;
  readonly #bars: number;
  readonly #pace = new ModelPace();
  #centreIsNext: boolean;
  #share: Omit<ModelShare, "stop"> = { trials: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

  private constructor(
    generator: Exclude<GeneratorKind, "offline">,
    dependencies: ModelSearchDependencies,
    options: ModelSearchOptions,
    { centreFirst, ...known }: Beginning,
  ) {
    const { candles } = dependencies.data;
    this.#isAlone = generator === "llm";
    this.#memory = known.memory;
    this.#bars = candles.length;
    this.#centreIsNext = centreFirst;
    this.#source = new ModelSource({ dependencies, options, model: dependencies.model, candles, ...known });
  }

  /** Returns the model's part in a campaign; undefined when it has none. */
  static async open(
    dependencies: ModelSearchDependencies,
    options: ModelSearchOptions,
    deadZones: readonly DeadZone[],
  ): Promise<ModelSearch | undefined> {
    const { generator = "offline", runId, around } = options;
    if (generator === "offline") return undefined;
    const { ledger } = dependencies;
    const memory = new ModelMemory(dependencies.data.candles.length);
    await recallRuns(memory, dependencies, options);
    const [run] = await ledger.runs({ runId, limit: 1 });
    const askedAgainAt = generator === "llm" && run?.status === "interrupted" ? run.trials : null;
    // Runs from before the rule came first began with the model.
    const begun = around === undefined ? undefined : await ledger.trial(`${runId}-t1`);
    const centreFirst = generator === "mixed" && around !== undefined && begun?.model === undefined;
    return new ModelSearch(generator, dependencies, options, { memory, deadZones, askedAgainAt, centreFirst });
  }

  /** Trials of the offline search until it is the model's turn; 0 when it is. */
  get offlineTrials(): number {
    if (this.#centreIsNext) return 1;
    return this.#isAlone ? 0 : this.#pace.left;
  }

  /** Whether a turn without an answer ends the search. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  get share(): ModelShare {
    return { ...this.#share, stop: this.#source.stop };
  }

  /** Takes the model's turn. @throws the signal's reason when it aborts. */
  async turn(index: number, rejections: ReadonlyMap<string, number>): Promise<ModelTurn> {
    const turn = await this.#source.turn(index, rejections);
    if (turn.kind === "nothing") this.#pace.skipped();
    return turn;
  }

  /** Learns what became of a trial, the model's own or one of the offline search. */
  learn({ trial, survives, improved }: SearchedTrial): void {
    const { tree, model, checks } = trial;
    this.#memory.add({ ...trial, rule: tree, state: survives ? null : stateOf({ trial, checks, strategyId: null }) });
    const bars = barsEvaluated(trial, this.#bars);
    const nodeBars = isTree(tree) ? ruleNodeCount(tree) * bars : bars;
    if (this.#centreIsNext) {
      // Neither the search nor the model found it.
      this.#centreIsNext = false;
      return;
    }
    if (model === undefined) {
      this.#pace.offline(improved, nodeBars);
      return;
    }
    this.#source.learn(trial.failure);
    const { trials, inputTokens, outputTokens, costUsd } = this.#share;
    this.#pace.answered(improved, nodeBars, model.inputTokens + model.outputTokens);
    this.#share = {
      trials: trials + 1,
      inputTokens: inputTokens + model.inputTokens,
      outputTokens: outputTokens + model.outputTokens,
      costUsd: costUsd === null || model.costUsd === null ? null : costUsd + model.costUsd,
    };
  }
}

/** Lets a memory begin with what the same backend proposed and expected in earlier runs on the series, and what came. */
async function recallRuns(
  memory: ModelMemory,
  { ledger, data, model }: ModelSearchDependencies,
  { runId, hypothesesMax }: ModelSearchOptions,
): Promise<void> {
  if (model === undefined) return;
  const { instrument, timeframe } = data.series;
  const runs = await ledger.runs({ limit: READ_ROWS_MAX });
  const earlier = runs.filter(
    (run) =>
      run.runId !== runId &&
      run.instrument === instrument &&
      run.timeframe === timeframe &&
      generatorOfRun(run.settings) !== "offline",
  );
  let number = hypothesesMax;
  for (const run of earlier.slice(0, EARLIER_RUNS_MAX).toReversed()) {
    const trials = await ledger.trials({ runId: run.runId, order: "index", limit: READ_ROWS_MAX });
    for (const trial of trials) {
      if (trial.model?.backend !== model.backend) continue;
      memory.recall(++number, { ...trial, rule: readTrialRule(trial.tree), state: trial.verdict?.state ?? null });
    }
  }
}

/** Returns the generator that a run's settings name; runs from before there was a choice name none. */
export function generatorOfRun(settings: unknown): GeneratorKind {
  if (typeof settings !== "object" || settings === null || !("generator" in settings)) return "offline";
  return settings.generator === "llm" || settings.generator === "mixed" ? settings.generator : "offline";
}
