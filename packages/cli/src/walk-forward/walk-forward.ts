import type { PerformanceMetrics, StrategySession } from "@rara-trading/domain";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import { chooseSet, type FitMetric } from "./choose-set.ts";
import type { BarRange, Fold } from "./cut-folds.ts";
import { evaluateWindow, runWindow, type WindowMarket, type WindowRun, type WindowTrial } from "./evaluate-window.ts";
import { closedAtEnd } from "./stitch-folds.ts";

/** Opens a fresh session with these parameters. */
export type OpenWith = (parameters: ParameterValues) => StrategySession;

/** Evaluates sets of parameters on one window, in order. */
export type EvaluateSets = (window: BarRange, sets: readonly ParameterValues[]) => Promise<readonly WindowTrial[]>;

/** Where every fit is written down as soon as it is made, and read from when it was made before. */
export interface FitLog {
  /** Returns the metrics of a trial that is logged, `undefined` when it is not. */
  stored(index: number): Pick<WindowTrial, "metrics"> | undefined;
  /** Writes fits of one fold down; the first has this index, the others follow. */
  add(firstIndex: number, fold: Fold, sets: readonly ParameterValues[], trials: readonly WindowTrial[]): Promise<void>;
}

/** A walk-forward to run. */
export interface WalkForwardRequest {
  readonly market: WindowMarket;
  readonly folds: readonly Fold[];
  readonly sets: readonly ParameterValues[];
  readonly metric: FitMetric;
  readonly openSession: OpenWith;
  readonly evaluate: EvaluateSets;
  readonly log: FitLog;
  readonly onProgress: (fits: number) => void;
  /** Stops between two batches; what was fitted stays logged. */
  readonly signal: AbortSignal;
}

/** A fold whose every set was fitted. */
export interface WalkedFold {
  readonly fold: Fold;
  /** The set that was chosen on the training window, with what it measured there; `null` when none could be measured. */
  readonly chosen: { readonly set: ParameterValues; readonly metrics: PerformanceMetrics } | null;
  /** The chosen set on the test window, flat at its end; `null` when it was sat out or the strategy failed there. */
  readonly test: WindowRun | null;
}

/** What came of a walk-forward. */
export interface WalkForwardOutcome {
  readonly status: "completed" | "interrupted";
  readonly folds: readonly WalkedFold[];
  /** Fits that are logged, those of an earlier attempt included. */
  readonly fits: number;
}

/** Sets between two looks at the signal. */
const BATCH_SETS = 16;

/** Returns an evaluator that takes one set after the other in this thread. */
export function serialEvaluator(openSession: OpenWith, market: WindowMarket): EvaluateSets {
  const scratch = new Float64Array(market.candles.length);
  return async (window, sets) => sets.map((set) => evaluateWindow(() => openSession(set), market, window, scratch));
}

/** Fits every set on a fold's training window, in batches; `undefined` when it was interrupted before the last. */
async function fitFold(
  request: WalkForwardRequest,
  fold: Fold,
): Promise<readonly (PerformanceMetrics | null)[] | undefined> {
  const { sets, log, evaluate, signal, onProgress } = request;
  const fits: (PerformanceMetrics | null)[] = [];
  const first = fold.index * sets.length;
  while (fits.length < sets.length) {
    const known = log.stored(first + fits.length);
    if (known !== undefined) {
      fits.push(known.metrics);
      continue;
    }
    if (signal.aborted) return undefined;
    const batch = sets.slice(fits.length, fits.length + BATCH_SETS);
    const trials = await evaluate(fold.train, batch);
    await log.add(first + fits.length, fold, batch, trials);
    fits.push(...trials.map(({ metrics }) => metrics));
    onProgress(first + fits.length);
  }
  return fits;
}

function testFold({ market, openSession }: WalkForwardRequest, fold: Fold, set: ParameterValues): WindowRun {
  return closedAtEnd(runWindow(openSession(set), market, fold.test), market.engine.costs);
}

/**
 * Walks forward: on each fold every set is fitted on the training window, the best one by `metric` is traded on the test
 * window. A fit is given the bars up to the end of its training window and no others.
 * @throws StrategyFault when the chosen set breaks the strategy's contract on its test window.
 */
export async function walkForward(request: WalkForwardRequest): Promise<WalkForwardOutcome> {
  const { folds, sets, metric } = request;
  const walked: WalkedFold[] = [];
  for (const fold of folds) {
    const fits = await fitFold(request, fold);
    if (fits === undefined) break;
    const index = chooseSet(fits, metric);
    const [set, metrics] = index === undefined ? [] : [sets[index], fits[index]];
    const chosen = set === undefined || metrics === undefined || metrics === null ? null : { set, metrics };
    walked.push({ fold, chosen, test: chosen === null ? null : testFold(request, fold, chosen.set) });
  }
  const status = walked.length === folds.length ? "completed" : "interrupted";
  return { status, folds: walked, fits: countFits(request) };
}

function countFits({ folds, sets, log }: WalkForwardRequest): number {
  let fits = 0;
  while (fits < folds.length * sets.length && log.stored(fits) !== undefined) fits++;
  return fits;
}
