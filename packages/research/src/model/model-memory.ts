import type { ExperimentState } from "@rara-trading/domain";
import { holdingBarsOf } from "../campaign/proposal-outcome.ts";
import { FAMILIES } from "../hypothesis/strategy-tree.ts";
import type { LoggedTrial } from "../ledger/trial-ledger.ts";
import { type Calibration, calibrationOf, type ExpectationOutcome } from "../prompts/calibration.ts";
import { type EstimateOutcome, type EstimateRecords, estimateRecordOf } from "../prompts/estimate-record.ts";
import { isWithheld } from "../prompts/gate-words.ts";
import type { TriedHypothesis } from "../prompts/tried-hypothesis.ts";
import { isTree, type TrialRule } from "./trial-rule.ts";

/** Trials of the search that are kept to be shown: the best, and the last. */
const BEST_KEPT = 5;
const LAST_KEPT = 10;
/** Own trials that are kept. */
const OWN_KEPT = 10;
/** Expectations of each figure that are counted. */
const OUTCOMES_KEPT = 100;

/** A trial as far as a prompt may tell of it. */
export interface RememberedTrial extends Pick<LoggedTrial, "index" | "hypothesis" | "metrics" | "model"> {
  readonly rule: TrialRule;
  /** `null` while the gates that weigh the whole search have not spoken. */
  readonly state: ExperimentState | null;
}

/** Who was accepted and who was refused by data kept apart look the same: that data is not fed back, not even as one bit. */
function outcomeOf(state: ExperimentState | null): TriedHypothesis["outcome"] {
  if (state?.kind === "failed") return { kind: "failed" };
  if (state?.kind !== "rejected" || isWithheld(state.gate)) return { kind: "pending" };
  const { gate, checks } = state;
  const { actual = null, threshold = 0 } = checks.find((check) => check.gate === gate) ?? {};
  return { kind: "refused", refusal: { gate, actual, threshold } };
}

function triedOf(
  number: number,
  { hypothesis, metrics, model, rule, state }: Omit<RememberedTrial, "index">,
): TriedHypothesis | undefined {
  const family = FAMILIES.find((name) => name === hypothesis.family);
  if (family === undefined) return undefined;
  return {
    trial: number,
    family,
    tree: isTree(rule) ? rule : null,
    sharpe: metrics?.sharpe ?? null,
    roundTrips: metrics?.trades ?? null,
    turnover: metrics?.turnover ?? null,
    expected: model?.expected?.sharpe ?? null,
    outcome: outcomeOf(state),
  };
}

function keep<Outcome>(outcomes: Outcome[], outcome: Outcome): void {
  outcomes.push(outcome);
  if (outcomes.length > OUTCOMES_KEPT) outcomes.shift();
}

/**
 * What a model is told: its own trials, of earlier runs as well, the best and the last of the search, and how good its
 * expectations were.
 */
export class ModelMemory {
  #best: readonly TriedHypothesis[] = [];
  readonly #last: TriedHypothesis[] = [];
  readonly #own: TriedHypothesis[] = [];
  readonly #bars: number;
  readonly #outcomes: ExpectationOutcome[] = [];
  readonly #turnovers: EstimateOutcome[] = [];
  readonly #holdings: EstimateOutcome[] = [];
  readonly #recalled = new Map<number, string>();
  #count = 0;

  /** `bars` is the number of research bars, in which a holding period is counted. */
  constructor(bars: number) {
    this.#bars = bars;
  }

  /** Trials that it was told of. */
  get count(): number {
    return this.#count;
  }

  /** What there is to be shown: the search's first, in the order of trials, then the model's own. */
  get tried(): readonly TriedHypothesis[] {
    const searched = [...new Set([...this.#best, ...this.#last])].filter((one) => !this.#own.includes(one));
    return [...searched.sort((a, b) => a.trial - b.trial), ...this.#own];
  }

  get calibration(): Calibration | null {
    return calibrationOf(this.#outcomes);
  }

  get estimates(): EstimateRecords {
    return { turnover: estimateRecordOf(this.#turnovers), holding: estimateRecordOf(this.#holdings) };
  }

  /** Takes a trial of this run. */
  add(trial: RememberedTrial): void {
    this.#count++;
    const tried = triedOf(trial.index + 1, trial);
    if (tried === undefined) return;
    const kept = trial.model === undefined ? this.#last : this.#own;
    kept.push(tried);
    if (kept.length > (trial.model === undefined ? LAST_KEPT : OWN_KEPT)) kept.shift();
    this.#keepIfBest(tried);
    this.#expected(trial);
  }

  /** Takes a model's trial of an earlier run, on which every gate has spoken, under a number that no trial of this run has. */
  recall(number: number, trial: RememberedTrial): void {
    this.#count++;
    const tried = triedOf(number, trial);
    if (tried === undefined) return;
    this.#recalled.set(number, trial.hypothesis.hypothesisId);
    this.#own.push(tried);
    if (this.#own.length > OWN_KEPT) this.#own.shift();
    this.#expected(trial);
  }

  /** Returns the id of the hypothesis that was shown under a number. */
  hypothesisId(number: number, runId: string): string {
    return this.#recalled.get(number) ?? `${runId}-h${number}`;
  }

  #expected({ model, metrics }: Pick<LoggedTrial, "model" | "metrics">): void {
    const expected = model?.expected;
    if (expected === undefined || expected === null || metrics === null) return;
    const { sharpe, turnover, exposure } = metrics;
    if (sharpe !== null) keep(this.#outcomes, { ...expected.sharpe, actual: sharpe });
    // What never held a position says nothing about how it trades.
    if (exposure === 0) return;
    if (turnover !== null) keep(this.#turnovers, { expected: expected.turnover, actual: turnover });
    keep(this.#holdings, { expected: expected.holding, actual: holdingBarsOf(metrics, this.#bars) });
  }

  #keepIfBest(tried: TriedHypothesis): void {
    const { sharpe } = tried;
    const worst = this.#best.at(-1);
    if (sharpe === null || (this.#best.length === BEST_KEPT && sharpe <= (worst?.sharpe ?? -Infinity))) return;
    this.#best = [...this.#best, tried].toSorted((a, b) => (b.sharpe ?? 0) - (a.sharpe ?? 0)).slice(0, BEST_KEPT);
  }
}
