import type { CandleColumns } from "@rara-trading/domain";
import { assertNever, RaraError } from "@rara-trading/domain";
import type { CampaignDependencies, CampaignOptions } from "../campaign/campaign-options.ts";
import type { LoggedTrial, ModelFacts } from "../ledger/trial-ledger.ts";
import type { DeadZone } from "../memory/search-memory.ts";
import { CENTRE_NUMBER } from "../prompts/centre-lines.ts";
import { type MarketFeatures, marketFeatures } from "../prompts/market-features.ts";
import type { ProposalContext } from "../prompts/proposal-context.ts";
import type { CampaignModel, ModelStop } from "./campaign-model.ts";
import { type DraftedTrial, draftTrial } from "./draft-trial.ts";
import type { ModelMemory } from "./model-memory.ts";
import { UnusableAnswers } from "./unusable-answers.ts";

/** Calls in a row that may fail before the model is left alone for the rest of the attempt. */
const FAILURES_MAX = 3;

/** What a model's turn came to. */
export type ModelTurn =
  /** An earlier attempt at this run asked, and the answer stands in the ledger. */
  | { readonly kind: "stored"; readonly trial: LoggedTrial & { readonly model: ModelFacts } }
  | ({ readonly kind: "drafted"; readonly parentIds: readonly string[] } & Omit<
      Extract<DraftedTrial, { kind: "trial" }>,
      "kind" | "parents"
    >)
  /** Nothing came; `stop` says why where it is for good, or for today. */
  | { readonly kind: "nothing"; readonly stop: ModelStop | null };

/** What a model works on. */
export interface ModelSourceSettings {
  readonly dependencies: Pick<CampaignDependencies, "ledger" | "signal">;
  readonly options: Pick<CampaignOptions, "runId" | "generator" | "costs" | "benchmark" | "around">;
  readonly model: CampaignModel | undefined;
  readonly candles: CandleColumns;
  readonly memory: ModelMemory;
  /** Regions of the grammar in which earlier searches found next to nothing. */
  readonly deadZones: readonly DeadZone[];
  /**
   * Where a run that had come to an end goes on because somebody wants it to: there the model is asked, however many of its
   * answers were unusable. `null` where nothing had ended.
   */
  readonly askedAgainAt: number | null;
}

/** Where every trial is a model's, a place that another one holds would be come to again and again. */
function foreignTrial(trialId: string): RaraError {
  return new RaraError(`Expected a model's trial in the ledger, found that ${trialId} is none`, {
    category: "bug",
    code: "research.foreign-trial",
    hint: "Run `rara-trading research ledger verify`.",
  });
}

/** Gives a model its turns: what the ledger holds is taken from there, so that nobody pays twice for an answer. */
export class ModelSource {
  readonly #settings: ModelSourceSettings;
  #features: MarketFeatures | undefined;
  readonly #unusable = new UnusableAnswers();
  #failures = 0;
  #stop: ModelStop | null = null;

  constructor(settings: ModelSourceSettings) {
    this.#settings = settings;
    if (settings.model === undefined) this.#stop = { reason: "no-model" };
  }

  /** Why the model was not asked when it last was its turn; `null` when it was. */
  get stop(): ModelStop | null {
    return this.#stop;
  }

  /** Learns how a trial of the model failed; `null` of one that was evaluated. */
  learn(failure: { readonly code: string } | null): void {
    this.#unusable.learn(failure);
  }

  /** Takes the turn at a place of the run. @throws the signal's reason when it aborts. */
  async turn(index: number, rejections: ReadonlyMap<string, number>): Promise<ModelTurn> {
    const { dependencies, options, model, askedAgainAt } = this.#settings;
    const stored = await dependencies.ledger.trial(`${options.runId}-t${index + 1}`);
    if (stored?.model !== undefined) return { kind: "stored", trial: { ...stored, model: stored.model } };
    const givenUp = model !== undefined && this.#unusable.areTooMany && index !== askedAgainAt;
    if (givenUp) this.#stop = { reason: "unusable-answers", answers: this.#unusable.inARow };
    // What stands in this place came from the search: the model had nothing to say then, and is not asked again.
    if (stored !== undefined && options.generator === "llm") throw foreignTrial(stored.trialId);
    if (stored !== undefined) return { kind: "nothing", stop: null };
    // Another day may have begun since the budget was spent; what failed for good stays away.
    if (model === undefined || givenUp || this.#stop?.reason === "model-failed")
      return { kind: "nothing", stop: this.#stop };
    return this.#turnOf(await draftTrial(model, this.#context(model, rejections), dependencies.signal));
  }

  #turnOf(drafted: DraftedTrial): ModelTurn {
    if (drafted.kind === "trial") {
      this.#failures = 0;
      this.#stop = null;
      const { parents, ...about } = drafted;
      const parentIds = parents.map((number) => this.#hypothesisId(number));
      return { ...about, kind: "drafted", parentIds };
    }
    const { why } = drafted;
    switch (why.kind) {
      case "budget-spent":
        this.#stop = { reason: "budget-spent", resetsAtMs: why.resetsAtMs };
        break;
      case "failed":
        this.#failures++;
        // A key that is refused today is refused at the next question as well.
        if (why.category === "configuration" || this.#failures >= FAILURES_MAX)
          this.#stop = { reason: "model-failed", code: why.code, category: why.category, message: why.reason };
        break;
      default:
        assertNever(why);
    }
    return { kind: "nothing", stop: this.#stop };
  }

  /** Returns the id of the hypothesis that was shown under a number. */
  #hypothesisId(number: number): string {
    const { options, memory } = this.#settings;
    const { runId, around } = options;
    return number === CENTRE_NUMBER && around !== undefined ? around.hypothesisId : memory.hypothesisId(number, runId);
  }

  #context(model: CampaignModel, rejections: ReadonlyMap<string, number>): ProposalContext {
    const { options, candles, memory, deadZones } = this.#settings;
    const { around } = options;
    this.#features ??= marketFeatures(candles);
    return {
      features: this.#features,
      costs: options.costs,
      benchmark: options.benchmark,
      sdkSignatures: model.sdkSignatures,
      tried: memory.tried,
      triedCount: memory.count,
      rejections: Object.fromEntries(rejections),
      deadZones,
      calibration: memory.calibration,
      estimates: memory.estimates,
      family: around?.tree.family ?? null,
      ...(around !== undefined && { around: around.tree }),
    };
  }
}
