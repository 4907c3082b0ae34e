import { createHash } from "node:crypto";
import type { Clock, PerformanceMetrics } from "@rara-trading/domain";
import type { BenchmarkKind, LoggedTrial, TrialFacts, TrialLedger } from "@rara-trading/research";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import type { OpenedSeries } from "./strategy-research-bars.ts";
import type { StrategySubject } from "./strategy-subject.ts";

/** The family of trials that a person asked for: their tree is the module, the source and the parameters. */
export const PERSON_FAMILY = "person";

/** Trials of one run that are read back when it goes on. */
const TRIALS_READ_MAX = 100_000;
/** Hex digits of a run's id: enough for a home folder's lifetime of searches. */
const RUN_ID_DIGITS = 12;

/** One set of parameters with what it came to. */
export interface PersonTrial {
  readonly index: number;
  /** What was evaluated, plain data: the ledger adds the module and the source. */
  readonly about: Readonly<Record<string, unknown>>;
  /** The same in words, after the strategy's name. */
  readonly words: string;
  readonly metrics: PerformanceMetrics | null;
  readonly dailyReturns: Float32Array | null;
}

/** Where and as what trials are logged. */
export interface PersonRun {
  /** What the run is, the beginning of its id. */
  readonly kind: "sweep" | "walk-forward" | "neighbours";
  readonly ledger: TrialLedger;
  readonly clock: Clock;
  readonly subject: StrategySubject;
  readonly opened: OpenedSeries;
  readonly benchmark: BenchmarkKind;
  readonly costs: { readonly feeBps: number; readonly slippageBps: number };
  /** Everything else that determines the trials: plain data. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Returns parameters in words. */
export function parametersInWords(parameters: ParameterValues): string {
  const values = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`);
  return values.length === 0 ? "no parameters" : values.join(", ");
}

function factsOf({ subject, opened, benchmark, costs, settings }: PersonRun) {
  const { instrument, timeframe } = opened.series;
  const { dataHash } = opened.room.research;
  const all = { ...settings, artifactSha256: subject.sha256 };
  return { instrument, timeframe, seed: PERSON_FAMILY, dataHash, benchmark, costs, settings: all };
}

/**
 * A person's search in the ledger. Its id is a hash of what determines its trials, so that asking for the same search
 * again goes on with what is there and tries nothing twice.
 */
export class PersonRunLog {
  readonly runId: string;
  readonly #run: PersonRun;
  readonly #stored: Map<number, LoggedTrial>;

  private constructor(run: PersonRun, runId: string, stored: readonly LoggedTrial[]) {
    this.#run = run;
    this.runId = runId;
    this.#stored = new Map(stored.map((trial) => [trial.index, trial]));
  }

  /** Opens the run, writing it down when it is new. */
  static async open(run: PersonRun): Promise<PersonRunLog> {
    const facts = factsOf(run);
    const digest = createHash("sha256")
      .update(JSON.stringify([run.kind, facts]))
      .digest("hex");
    const runId = `${run.kind}-${digest.slice(0, RUN_ID_DIGITS)}`;
    await run.ledger.append([{ kind: "run", run: { runId, ...facts, startedAtMs: run.clock.nowMs() } }]);
    return new PersonRunLog(run, runId, await readTrials(run.ledger, runId));
  }

  /** Trials that are logged. */
  get size(): number {
    return this.#stored.size;
  }

  /** Returns a trial that is logged. */
  stored(index: number): LoggedTrial | undefined {
    return this.#stored.get(index);
  }

  /** Returns every trial that is logged, by index. */
  trials(): readonly LoggedTrial[] {
    return [...this.#stored.values()].sort((a, b) => a.index - b.index);
  }

  /** Writes trials down: from now on every later search on these bars counts them. */
  async add(trials: readonly PersonTrial[]): Promise<void> {
    const facts = trials.map((trial) => this.#factsOf(trial));
    await this.#run.ledger.append(facts.map((trial) => ({ kind: "trial", trial })));
    const logged = await Promise.all(facts.map(({ trialId }) => this.#run.ledger.trial(trialId)));
    for (const trial of logged) if (trial !== undefined) this.#stored.set(trial.index, trial);
  }

  /** Writes down how the run ended; an interrupted one may go on and end again. */
  async end(status: "completed" | "interrupted"): Promise<void> {
    const { ledger, clock } = this.#run;
    const end = { runId: this.runId, status, evaluated: this.size, finishedAtMs: clock.nowMs() };
    await ledger.append([{ kind: "run-end", end }]);
  }

  #factsOf({ index, about, words, metrics, dailyReturns }: PersonTrial): TrialFacts {
    const { subject, clock } = this.#run;
    const tree = { artifactSha256: subject.sha256, sourceSha256: subject.sourceSha256, ...about };
    const trialId = `${this.runId}-${index}`;
    const hypothesis = {
      hypothesisId: trialId,
      english: `${subject.meta.name} ${words}.`,
      treeHash: createHash("sha256").update(JSON.stringify(tree)).digest("hex"),
      family: PERSON_FAMILY,
      origin: "sample" as const,
      parentIds: [],
    };
    const evaluatedAtMs = clock.nowMs();
    return {
      trialId,
      runId: this.runId,
      index,
      hypothesis,
      tree,
      metrics,
      dailyReturns,
      evaluatedAtMs,
      cpuMs: null,
    };
  }
}

function readTrials(ledger: TrialLedger, runId: string): Promise<readonly LoggedTrial[]> {
  return ledger.trials({ runId, order: "index", limit: TRIALS_READ_MAX });
}
