import type { ParameterValues } from "@rara-trading/strategy-runtime";
import type { LoggedTrial } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { benchmarkOf } from "../composition/research-instrument.ts";
import type { EvaluateSets } from "../walk-forward/walk-forward.ts";
import { openEvaluator } from "./strategy-evaluator.ts";
import { weighTrials } from "./strategy-evidence.ts";
import { parseGrid } from "./strategy-grid.ts";
import { allParameters } from "./strategy-parameters.ts";
import { openSeries } from "./strategy-research-bars.ts";
import { backtestEngine, configuredCosts } from "./strategy-run.ts";
import { fileSubject } from "./strategy-subject.ts";
import { parametersInWords, PersonRunLog } from "./strategy-trials.ts";
import { searchVerdict } from "./strategy-verdict.ts";

/** What `strategy sweep` was asked to do. */
export interface SweepRequest {
  readonly file: string;
  readonly params: string;
  readonly instrument: string | undefined;
  readonly timeframe: string | undefined;
}

/** Sets between two looks at the signal, and between two writes to the ledger. */
const BATCH_SETS = 32;
const LISTED_MAX = 50;

/** Evaluates a batch of sets, in order. */
type EvaluateBatch = (sets: readonly ParameterValues[]) => ReturnType<EvaluateSets>;

/** Tries what is not logged yet, a batch at a time; every batch is in the ledger before the next one begins. */
async function tryAll(
  context: CommandContext,
  log: PersonRunLog,
  sets: readonly ParameterValues[],
  evaluate: EvaluateBatch,
): Promise<void> {
  using progress = context.progress.begin({ label: "sweep", unit: "sets", total: sets.length });
  const missing = sets.map((_, index) => index).filter((index) => log.stored(index) === undefined);
  for (let from = 0; from < missing.length; from += BATCH_SETS) {
    if (context.signal.aborted) return;
    const indices = missing.slice(from, from + BATCH_SETS);
    const batch = indices.map((index) => sets[index] ?? {});
    const trials = await evaluate(batch);
    const entries = trials.map(({ metrics, dailyReturns }, i) => {
      const parameters = batch[i] ?? {};
      const words = `with ${parametersInWords(parameters)}`;
      return { index: indices[i] ?? 0, about: { parameters }, words, metrics, dailyReturns };
    });
    await log.add(entries);
    progress.update(log.size, "");
    // Lets a signal in: the evaluation itself holds the thread.
    await context.clock.sleep(0);
  }
}

function bySharpe(a: LoggedTrial, b: LoggedTrial): number {
  return (b.metrics?.sharpe ?? -Infinity) - (a.metrics?.sharpe ?? -Infinity) || a.index - b.index;
}

/** Returns a trial as the document lists it. */
function listed({ trialId, index, metrics }: LoggedTrial, sets: readonly ParameterValues[]) {
  return {
    experimentId: trialId,
    parameters: sets[index] ?? {},
    sharpe: metrics?.sharpe ?? null,
    maxDrawdown: metrics?.maxDrawdown ?? null,
    trades: metrics?.trades ?? null,
  };
}

/**
 * Tries every combination of parameters on the research span, logs each as a trial, and weighs the best Sharpe ratio
 * against luck. Asking for the same sweep again goes on where it was interrupted and tries nothing twice.
 */
export async function sweepStrategy(context: CommandContext, request: SweepRequest): Promise<unknown> {
  const { paper, research } = context.config;
  await using services = await openHomeServices(context.homePath, context.clock);
  const subject = await fileSubject(context, request.file);
  const sets = parseGrid(request.params).map((set) => ({ ...allParameters(subject.meta, set), ...set }));
  // A name or a value that the strategy does not take fails before anything is logged.
  for (const set of [sets[0] ?? {}, sets.at(-1) ?? {}]) subject.openSession(set);
  const opened = await openSeries(context, services, request.instrument, request.timeframe);
  const { candles } = opened.room.research;
  const log = await PersonRunLog.open({
    kind: "sweep",
    ledger: services.ledger,
    clock: context.clock,
    subject,
    opened,
    benchmark: benchmarkOf(opened.series.instrument, research.benchmark),
    costs: configuredCosts(paper),
    settings: { sweep: request.params, capital: paper.capital, scoreThreshold: context.config.strategy.scoreThreshold },
  });
  const resumedTrials = log.size;
  const market = { candles, calendar: opened.calendar, engine: backtestEngine(paper, 0) };
  await using evaluator = openEvaluator(context, subject, market, sets);
  const { evaluate } = evaluator;
  await tryAll(context, log, sets, (batch) => evaluate({ from: 0, to: candles.length }, batch));
  const status = log.size === sets.length ? "completed" : "interrupted";
  await log.end(status);
  if (status === "interrupted") {
    context.output.note(
      `Interrupted: ${log.size} of ${sets.length} sets were tried and stay in the ledger; the same command goes on.`,
    );
  }
  const ranked = log.trials().toSorted(bySharpe);
  const [best] = ranked;
  const evidence = best === undefined ? null : await weighTrials(context, services, opened, ranked, best);
  const shown = ranked.slice(0, LISTED_MAX).map((trial) => listed(trial, sets));
  const [first] = shown;
  return {
    runId: log.runId,
    status,
    strategy: subject.meta.name,
    artifactSha256: subject.sha256,
    warnings: subject.warnings,
    ...opened.series,
    span: "research",
    sets: sets.length,
    trials: log.size,
    resumedTrials,
    warning: `The best of ${log.size} tries is biased upwards; all of them are in the ledger, and later searches on this history count them.`,
    verdict:
      first === undefined
        ? null
        : searchVerdict(
            { words: parametersInWords(first.parameters), sharpe: first.sharpe, sets: log.size },
            evidence,
            research.realityCheckP,
          ),
    best: first === undefined ? null : { ...first, pValue: evidence?.everyTrial.pValue ?? null },
    evidence,
    results: shown,
  };
}
