import { newEvent, SeededRandom } from "@rara-trading/domain";
import { ColumnCache } from "../evaluator/column-cache.ts";
import type { HypothesisGenerator } from "../generator/hypothesis-generator.ts";
import { HalvingLadder } from "../halving/halving-ladder.ts";
import type { LedgerEntry, TrialFacts } from "../ledger/trial-ledger.ts";
import { recallSearches } from "../memory/recall-searches.ts";
import { deadZonesOf, type MemorySummary, type SearchMemory, summaryOf } from "../memory/search-memory.ts";
import type { CompiledCode, CompiledTrials } from "../model/campaign-model.ts";
import { ModelSearch } from "../model/model-search.ts";
import { type ModelTrial, ModelTrials } from "../model/model-trials.ts";
import type { ModelTurn } from "../model/model-source.ts";
import { isTree, type RunnableRule, type TrialRule } from "../model/trial-rule.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";
import type { ModelShare } from "./campaign-outcome.ts";
import { earlyRejection, ProposalEvaluator } from "./evaluate-proposal.ts";
import type { TrialRecord } from "./trial-record.ts";
import { searchGenerator } from "./search-generator.ts";
import { beginRound, reportRound, ROUND_TRIALS } from "./search-round.ts";
import { type EvaluatedTrial, InlineTrialEvaluator, type TrialEvaluator } from "./trial-evaluator.ts";
import { verdictEntry } from "./verdicts.ts";

/** Trials that are written to the ledger in one transaction, and told of in one event: six rounds. */
const BATCH_TRIALS = 48;

/** What the search leaves behind: everything else is in the ledger. */
export interface SearchResult {
  readonly status: "completed" | "interrupted";
  readonly evaluated: number;
  /** Trials that passed every gate that looks at one hypothesis. */
  readonly survivors: readonly TrialRecord<RunnableRule>[];
  /** The modules of the survivors that are code. */
  readonly compiled: CompiledTrials;
  /** Highest Sharpe ratio of all. */
  readonly best: TrialRecord<TrialRule> | null;
  /** The model's part in it; `null` of the offline generator. */
  readonly model: ModelShare | null;
  /** What it remembered; `null` when it was not to. */
  readonly memory: MemorySummary | null;
  readonly rejections: Map<string, number>;
}

/** Whether a trial passed every gate that looks at one hypothesis. */
function survives(trial: TrialRecord<TrialRule>, gate: string | undefined): trial is TrialRecord<RunnableRule> {
  return gate === undefined && trial.tree.kind !== "none";
}

function trialEntry(trial: TrialRecord<TrialRule>, runId: string, evaluatedAtMs: number, cpuMs: number): LedgerEntry {
  const { trialId, index, hypothesis, tree, model, metrics, dailyReturns } = trial;
  const facts: TrialFacts = { trialId, runId, index, hypothesis, tree, metrics, dailyReturns, evaluatedAtMs, cpuMs };
  return { kind: "trial", trial: model === undefined ? facts : { ...facts, model } };
}

/** The search while it runs. */
class Search {
  readonly #dependencies: CampaignDependencies;
  readonly #options: CampaignOptions;
  readonly #generator: HypothesisGenerator;
  readonly #evaluator: TrialEvaluator;
  readonly #survivors: TrialRecord<RunnableRule>[] = [];
  readonly #compiled = new Map<string, CompiledCode>();
  readonly #rejections = new Map<string, number>();
  readonly #model: ModelSearch | undefined;
  readonly #modelTrials: ModelTrials;
  readonly #memory: SearchMemory | undefined;
  readonly #ladder: HalvingLadder | undefined;
  #best: TrialRecord<TrialRule> | null = null;
  #evaluated = 0;
  #batches = 0;
  /** What rounds left to be written, and of how many trials. */
  #unwritten: { readonly entries: LedgerEntry[]; trials: number } = { entries: [], trials: 0 };
  /** The next round, evaluated while the last one is written down. */
  #ahead: Promise<readonly EvaluatedTrial[]> | undefined;
  /** The model was the only source, and has nothing more to say. */
  #dried = false;

  constructor(
    dependencies: CampaignDependencies,
    options: CampaignOptions,
    { model, memory }: { readonly model: ModelSearch | undefined; readonly memory: SearchMemory | undefined },
  ) {
    this.#dependencies = dependencies;
    this.#options = options;
    this.#model = model;
    this.#memory = memory;
    const random = new SeededRandom(options.seed).fork("generator");
    const { runId } = options;
    this.#generator = searchGenerator(options, random, memory);
    const { candles } = dependencies.data;
    const cache = new ColumnCache(candles);
    if (options.halving === true) this.#ladder = HalvingLadder.of(candles.length, cache.dayEnds);
    const evaluator = new ProposalEvaluator(cache, options);
    this.#evaluator = dependencies.evaluator ?? new InlineTrialEvaluator(evaluator, dependencies.cpuMs);
    const { workshop } = dependencies;
    const parts = { generator: this.#generator, evaluator, workshop, bars: candles.length };
    this.#modelTrials = new ModelTrials({ runId, ...parts });
  }

  async run(): Promise<SearchResult> {
    const { signal } = this.#dependencies;
    while (this.#left > 0 && !signal.aborted && !this.#dried) {
      if (this.#model?.offlineTrials === 0) await this.#askModel(this.#model);
      else await this.#round();
    }
    // What was evaluated is logged, also where the run ends in the middle of a batch.
    if (this.#unwritten.trials > 0) await this.#dependencies.ledger.append(this.#takeUnwritten());
    const finished = this.#left === 0;
    return {
      status: finished ? "completed" : "interrupted",
      evaluated: this.#evaluated,
      survivors: this.#survivors,
      compiled: this.#compiled,
      best: this.#best,
      model: this.#model?.share ?? null,
      memory: this.#memory === undefined ? null : summaryOf(this.#memory),
      rejections: this.#rejections,
    };
  }

  /** Hypotheses that are still to be evaluated. */
  get #left(): number {
    return this.#options.hypothesesMax - this.#evaluated;
  }

  /** Evaluates a round; also how often an abort is heard. */
  async #round(): Promise<void> {
    const { signal, data } = this.#dependencies;
    let evaluated: readonly EvaluatedTrial[];
    try {
      evaluated = await (this.#ahead ?? this.#begin());
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    this.#ahead = undefined;
    const { entries } = this.#unwritten;
    for (const { trial, improved, cpuMs } of reportRound(this.#generator, evaluated, data.candles.length)) {
      this.#ladder?.learn(trial.rungs ?? []);
      entries.push(...this.#entriesOf(trial, improved, cpuMs));
      this.#unwritten.trials++;
    }
    // A model may have its turn in between, so a search with one does not run ahead.
    if (this.#model === undefined && this.#left > 0) {
      this.#ahead = this.#begin();
      // What it came to is asked in the next round, if there is one.
      this.#ahead.catch(() => {});
    }
    if (this.#unwritten.trials >= BATCH_TRIALS || this.#left === 0) await this.#write(this.#takeUnwritten());
  }

  #takeUnwritten(): readonly LedgerEntry[] {
    const { entries } = this.#unwritten;
    this.#unwritten = { entries: [], trials: 0 };
    return entries;
  }

  #begin(): Promise<readonly EvaluatedTrial[]> {
    const size = Math.min(ROUND_TRIALS, this.#left, this.#model?.offlineTrials ?? Infinity);
    return beginRound(this.#generator, this.#evaluator, size, this.#dependencies.signal, this.#ladder?.rungs);
  }

  /** A model's trial is a batch of its own: what was paid for is in the ledger before anything else happens. */
  async #askModel(model: ModelSearch): Promise<void> {
    const { cpuMs, signal } = this.#dependencies;
    if (this.#unwritten.trials > 0) await this.#write(this.#takeUnwritten());
    let turn: ModelTurn;
    let evaluated: ModelTrial;
    let before: number;
    try {
      turn = await model.turn(this.#evaluated, this.#rejections);
      if (turn.kind === "nothing") {
        this.#dried = model.isAlone && turn.stop !== null;
        return;
      }
      before = cpuMs();
      // Waits for nothing but the compiler, and for that only where the answer is in the ledger already.
      evaluated = await this.#modelTrials.evaluate(turn);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    const { trial, improved, code } = evaluated;
    if (code !== undefined && earlyRejection(trial) === undefined) this.#compiled.set(trial.trialId, code);
    const entries = this.#entriesOf(trial, improved, cpuMs() - before);
    await this.#write(turn.kind === "stored" && !isTree(trial.tree) ? [] : entries);
  }

  async #write(entries: readonly LedgerEntry[]): Promise<void> {
    await this.#dependencies.ledger.append(entries);
    this.#batches++;
    await this.#tell();
  }

  /** Counts a trial and returns what the ledger is to hold of it. */
  #entriesOf(trial: TrialRecord<TrialRule>, improved: boolean, cpuMs: number): readonly LedgerEntry[] {
    const { runId } = this.#options;
    const nowMs = this.#dependencies.clock.nowMs();
    const gate = earlyRejection(trial);
    this.#count(trial, gate);
    this.#model?.learn({ trial, improved, survives: gate === undefined });
    const entry = trialEntry(trial, runId, nowMs, cpuMs);
    if (gate === undefined) return [entry];
    return [entry, verdictEntry(runId, { trial, checks: trial.checks, strategyId: null }, nowMs)];
  }

  #count(trial: TrialRecord<TrialRule>, gate: string | undefined): void {
    this.#evaluated++;
    if (survives(trial, gate)) this.#survivors.push(trial);
    else if (gate !== undefined) this.#rejections.set(gate, (this.#rejections.get(gate) ?? 0) + 1);
    const sharpe = trial.metrics?.sharpe ?? null;
    if (sharpe !== null && sharpe > (this.#best?.metrics?.sharpe ?? -Infinity)) this.#best = trial;
  }

  async #tell(): Promise<void> {
    const { bus, clock, onProgress } = this.#dependencies;
    const { runId } = this.#options;
    const bestSharpe = this.#best?.metrics?.sharpe ?? null;
    const rejections = Object.fromEntries(this.#rejections);
    onProgress({ phase: "search", evaluated: this.#evaluated, bestSharpe, rejections });
    await bus.publish([
      newEvent(
        "research.batch.evaluated",
        { runId, evaluated: this.#evaluated, bestSharpe, rejections },
        {
          eventId: `${runId}:batch:${this.#batches}`,
          occurredAtMs: clock.nowMs(),
          source: "research",
          correlationId: runId,
        },
      ),
    ]);
  }
}

/** Proposes, evaluates and logs hypotheses until there are enough or the signal aborts. */
export async function search(dependencies: CampaignDependencies, options: CampaignOptions): Promise<SearchResult> {
  const memory = options.memory === true ? await recallSearches(dependencies.ledger, options.runId) : undefined;
  const deadZones = memory === undefined ? [] : deadZonesOf(memory);
  const model = await ModelSearch.open(dependencies, options, deadZones);
  return await new Search(dependencies, options, { model, memory }).run();
}
