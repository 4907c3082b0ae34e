import { RaraError } from "@rara-trading/domain";
import type { TrialLedger } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { benchmarkOf } from "../composition/research-instrument.ts";
import { FIT_METRICS, type FitMetric } from "../walk-forward/choose-set.ts";
import { cutFolds, type Fold, type FoldPlan } from "../walk-forward/cut-folds.ts";
import type { WindowMarket } from "../walk-forward/evaluate-window.ts";
import { type FitLog, walkForward } from "../walk-forward/walk-forward.ts";
import { openEvaluator } from "./strategy-evaluator.ts";
import { type FitGrid, fitGrid } from "./strategy-default-grid.ts";
import { allParameters } from "./strategy-parameters.ts";
import { type OpenedSeries, openSeries } from "./strategy-research-bars.ts";
import { backtestEngine, configuredCosts } from "./strategy-run.ts";
import { resolveSubject, type StrategySubject } from "./strategy-subject.ts";
import { parametersInWords, PersonRunLog } from "./strategy-trials.ts";
import type { FinishedWalk } from "./strategy-walk-forward-figures.ts";
import { logStitched, walkForwardDocument, writeWalkReport } from "./strategy-walk-forward-results.ts";

/** What `strategy walk-forward` was asked to do. */
export interface WalkForwardOrder {
  readonly subject: string;
  readonly instrument: string | undefined;
  readonly timeframe: string | undefined;
  readonly rolling: boolean;
  readonly anchored: boolean;
  readonly folds: number | undefined;
  readonly trainBars: number | undefined;
  readonly testBars: number | undefined;
  readonly purgeBars: number | undefined;
  readonly grid: string | undefined;
  readonly metric: string;
  readonly report: string | undefined;
}

/** Folds unless told otherwise. */
const FOLDS = 5;
/** Fits of one walk-forward at most: every one of them is a trial. */
const FITS_MAX = 20_000;

function usage(expected: string, found: string, hint: string): RaraError {
  return new RaraError(`Expected ${expected}, found ${found}`, {
    category: "usage",
    code: "strategy.walk-forward",
    hint,
  });
}

function metricOf(text: string): FitMetric {
  const metric = FIT_METRICS.find((known) => known === text);
  if (metric !== undefined) return metric;
  throw usage(`a metric to fit by`, JSON.stringify(text), `Give --metric one of ${FIT_METRICS.join(", ")}.`);
}

function shapeOf({ folds, trainBars, testBars }: WalkForwardOrder): FoldPlan["shape"] {
  if (trainBars === undefined && testBars === undefined) return { kind: "folds", folds: folds ?? FOLDS };
  if (folds === undefined && trainBars !== undefined && testBars !== undefined) {
    return { kind: "bars", trainBars, testBars };
  }
  throw usage("--folds, or --train-bars with --test-bars", "another mix", "Give one or the other.");
}

function planOf(order: WalkForwardOrder, subject: StrategySubject, bars: number): FoldPlan {
  if (order.anchored && order.rolling) throw usage("--anchored or --rolling", "both", "Give one of them.");
  return {
    bars,
    scheme: order.rolling ? "rolling" : "anchored",
    shape: shapeOf(order),
    purgeBars: order.purgeBars ?? subject.meta.warmupBars,
  };
}

function gridOf(order: WalkForwardOrder, subject: StrategySubject): FitGrid {
  const { sets, described } = fitGrid(subject.meta, order.grid);
  return { sets: sets.map((set) => ({ ...allParameters(subject.meta, set), ...set })), described };
}

function checkFits(folds: number, sets: number): void {
  if (folds * sets <= FITS_MAX) return;
  throw usage(`at most ${FITS_MAX} fits`, `${folds} folds x ${sets} sets`, "Take wider steps or fewer folds.");
}

/** Returns the log of the fits over the ledger's run. */
function fitLogOf(log: PersonRunLog, { openTimeMs }: WindowMarket["candles"], metric: FitMetric): FitLog {
  const at = (bar: number): string => new Date(openTimeMs[bar] ?? openTimeMs.at(-1) ?? 0).toISOString();
  return {
    stored: (index) => log.stored(index),
    add: (firstIndex, { index: fold, train }, sets, trials) =>
      log.add(
        trials.map((trial, i) => {
          const parameters = sets[i] ?? {};
          const window = { from: at(train.from), to: at(train.to) };
          const words = `with ${parametersInWords(parameters)}, fitted from ${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}`;
          return {
            index: firstIndex + i,
            about: { parameters, walkForward: { fold, metric, window } },
            words,
            ...trial,
          };
        }),
      ),
  };
}

function openLog(
  context: CommandContext,
  ledger: TrialLedger,
  subject: StrategySubject,
  opened: OpenedSeries,
  settings: Readonly<Record<string, unknown>>,
): Promise<PersonRunLog> {
  const { paper, research } = context.config;
  return PersonRunLog.open({
    kind: "walk-forward",
    ledger,
    clock: context.clock,
    subject,
    opened,
    benchmark: benchmarkOf(opened.series.instrument, research.benchmark),
    costs: configuredCosts(paper),
    settings: { ...settings, capital: paper.capital, scoreThreshold: context.config.strategy.scoreThreshold },
  });
}

function noteInterruption(context: CommandContext, fits: number, folds: readonly Fold[], sets: number): void {
  const all = folds.length * sets;
  context.output.note(
    `Interrupted: ${fits} of ${all} fits were made and stay in the ledger; the same command goes on.`,
  );
}

/**
 * Fits a strategy's parameters on one window after the other and trades each choice on the bars that follow. Every fit is
 * a trial in the ledger; asking for the same walk-forward again goes on where it was interrupted.
 */
export async function walkStrategyForward(context: CommandContext, order: WalkForwardOrder): Promise<unknown> {
  const metric = metricOf(order.metric);
  await using services = await openHomeServices(context.homePath, context.clock);
  const subject = await resolveSubject(context, services, order.subject);
  const grid = gridOf(order, subject);
  for (const set of [grid.sets[0] ?? {}, grid.sets.at(-1) ?? {}]) subject.openSession(set);
  const opened = await openSeries(context, services, order.instrument, order.timeframe);
  const { candles } = opened.room.research;
  const plan = planOf(order, subject, candles.length);
  const folds = cutFolds(plan);
  checkFits(folds.length, grid.sets.length);
  const engine = backtestEngine(context.config.paper, 0);
  const market = { candles, calendar: opened.calendar, engine };
  const log = await openLog(context, services.ledger, subject, opened, { plan, sets: grid.sets, metric });
  const resumedTrials = log.size;
  const openSession = (set: Parameters<StrategySubject["openSession"]>[0]) => subject.openSession(set);
  const total = folds.length * grid.sets.length;
  using progress = context.progress.begin({ label: "walk-forward", unit: "fits", total });
  await using evaluator = openEvaluator(context, subject, market, grid.sets);
  const outcome = await walkForward({
    market,
    folds,
    sets: grid.sets,
    metric,
    openSession,
    evaluate: async (window, sets) => {
      // Lets a signal in: the evaluation itself holds the thread.
      await context.clock.sleep(0);
      return evaluator.evaluate(window, sets);
    },
    log: fitLogOf(log, candles, metric),
    onProgress: (fits) => progress.update(fits),
    signal: context.signal,
  });
  const walk: FinishedWalk = { subject, opened, market, plan, grid, metric, outcome };
  if (outcome.status === "completed") await logStitched(log, walk, total);
  else noteInterruption(context, outcome.fits, folds, grid.sets.length);
  await log.end(outcome.status);
  const reportPath = order.report === undefined ? null : await writeWalkReport(context, order.report, walk);
  return { runId: log.runId, resumedTrials, trials: log.size, ...walkForwardDocument(walk), reportPath };
}
