import { newEvent, SeededRandom } from "@rara-trading/domain";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { MapElitesGenerator } from "../generator/map-elites-generator.ts";
import type { HypothesisGenerator } from "../generator/hypothesis-generator.ts";
import type { LedgerEntry, TrialFacts } from "../ledger/trial-ledger.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";
import { earlyRejection, ProposalEvaluator } from "./evaluate-proposal.ts";
import type { TrialRecord } from "./trial-record.ts";
import { proposalOutcome } from "./proposal-outcome.ts";
import { verdictEntry } from "./verdicts.ts";

/** Trials written to the ledger in one transaction; also how often progress is told and an abort is heard. */
const BATCH_TRIALS = 50;

/** What the search leaves behind: everything else is in the ledger. */
export interface SearchResult {
  readonly status: "completed" | "interrupted";
  readonly evaluated: number;
  /** Trials that passed every gate that looks at one hypothesis. */
  readonly survivors: readonly TrialRecord[];
  /** Highest Sharpe ratio of all. */
  readonly best: TrialRecord | null;
  readonly rejections: Map<string, number>;
}

function trialEntry(trial: TrialRecord, runId: string, evaluatedAtMs: number, cpuMs: number): LedgerEntry {
  const { trialId, index, hypothesis, tree, metrics, dailyReturns } = trial;
  const facts: TrialFacts = { trialId, runId, index, hypothesis, tree, metrics, dailyReturns, evaluatedAtMs, cpuMs };
  return { kind: "trial", trial: facts };
}

/** The search while it runs. */
class Search {
  readonly #dependencies: CampaignDependencies;
  readonly #options: CampaignOptions;
  readonly #generator: HypothesisGenerator;
  readonly #evaluator: ProposalEvaluator;
  readonly #survivors: TrialRecord[] = [];
  readonly #rejections = new Map<string, number>();
  #best: TrialRecord | null = null;
  #evaluated = 0;
  #batches = 0;

  constructor(dependencies: CampaignDependencies, options: CampaignOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
    const random = new SeededRandom(options.seed).fork("generator");
    const { runId, hypothesesMax, calendar } = options;
    this.#generator = new MapElitesGenerator({ random, runId, hypothesesMax, calendar });
    this.#evaluator = new ProposalEvaluator(new ColumnCache(dependencies.data.candles), options);
  }

  async run(): Promise<SearchResult> {
    const { signal } = this.#dependencies;
    while (this.#evaluated < this.#options.hypothesesMax && !signal.aborted) await this.#batch();
    const finished = this.#evaluated >= this.#options.hypothesesMax;
    return {
      status: finished ? "completed" : "interrupted",
      evaluated: this.#evaluated,
      survivors: this.#survivors,
      best: this.#best,
      rejections: this.#rejections,
    };
  }

  async #batch(): Promise<void> {
    const { ledger, clock, cpuMs } = this.#dependencies;
    const { runId, hypothesesMax } = this.#options;
    const entries: LedgerEntry[] = [];
    const size = Math.min(BATCH_TRIALS, hypothesesMax - this.#evaluated);
    for (let i = 0; i < size; i++) {
      const before = cpuMs();
      const trial = this.#evaluateNext();
      entries.push(trialEntry(trial, runId, clock.nowMs(), cpuMs() - before));
      const gate = earlyRejection(trial);
      if (gate !== undefined) {
        entries.push(verdictEntry(runId, { trial, checks: trial.checks, strategyId: null }, clock.nowMs()));
      }
      this.#count(trial, gate);
    }
    await ledger.append(entries);
    this.#batches++;
    await this.#tell();
  }

  #evaluateNext(): TrialRecord {
    const proposal = this.#generator.next();
    const trial = this.#evaluator.evaluate(proposal);
    this.#generator.report(proposalOutcome(trial, this.#dependencies.data.candles.length));
    return trial;
  }

  #count(trial: TrialRecord, gate: string | undefined): void {
    this.#evaluated++;
    if (gate === undefined) this.#survivors.push(trial);
    else this.#rejections.set(gate, (this.#rejections.get(gate) ?? 0) + 1);
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
export function search(dependencies: CampaignDependencies, options: CampaignOptions): Promise<SearchResult> {
  return new Search(dependencies, options).run();
}
