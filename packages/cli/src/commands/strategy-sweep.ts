import { StrategyFault } from "@rara-trading/domain";
import {
  dailyReturns,
  type EngineOptions,
  performanceMetrics,
  runBacktest,
  scaleReturns,
  volatilityFactor,
} from "@rara-trading/simulation";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { parseGrid } from "./strategy-grid.ts";
import { allParameters } from "./strategy-parameters.ts";
import { type OpenedSeries, openSeries } from "./strategy-research-bars.ts";
import { backtestEngine, configuredCosts } from "./strategy-run.ts";
import { fileSubject, type StrategySubject } from "./strategy-subject.ts";
import { logTrials, type PersonTrial, personTrialId } from "./strategy-trials.ts";

/** What `strategy sweep` was asked to do. */
export interface SweepRequest {
  readonly file: string;
  readonly params: string;
  readonly instrument: string | undefined;
  readonly timeframe: string | undefined;
}

/** Sets between two looks at the signal. */
const SETS_BETWEEN_YIELDS = 16;
const LISTED_MAX = 50;

/** Evaluates one set; a strategy that fails is a trial without figures. Metrics at 10 % volatility, as the ledger keeps them. */
function evaluate(
  subject: StrategySubject,
  parameters: ParameterValues,
  opened: OpenedSeries,
  engine: EngineOptions,
): PersonTrial {
  const { candles } = opened.room.research;
  try {
    const result = runBacktest(subject.openSession(parameters), candles, engine);
    const returns = dailyReturns(result.equity, candles.openTimeMs, engine.capital);
    const factor = volatilityFactor(returns, opened.calendar);
    const metrics = performanceMetrics({
      dailyReturns: scaleReturns(returns, factor),
      calendar: opened.calendar,
      roundTrips: result.roundTrips,
      bars: result.equity.length,
      barsInPosition: result.barsInPosition,
      tradedNotional: result.tradedNotional * factor,
      meanEquity: engine.capital,
    });
    return { parameters, metrics, dailyReturns: Float32Array.from(returns) };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return { parameters, metrics: null, dailyReturns: null };
  }
}

async function evaluateAll(
  context: CommandContext,
  subject: StrategySubject,
  sets: readonly ParameterValues[],
  opened: OpenedSeries,
): Promise<readonly PersonTrial[]> {
  const engine = backtestEngine(context.config.paper, 0);
  using progress = context.progress.begin({ label: "sweep", unit: "sets", total: sets.length });
  const trials: PersonTrial[] = [];
  for (const set of sets) {
    trials.push(evaluate(subject, allParameters(subject.meta, set), opened, engine));
    if (trials.length % SETS_BETWEEN_YIELDS !== 0) continue;
    progress.update(trials.length, "");
    await context.clock.sleep(0, context.signal);
    if (context.signal.aborted) break;
  }
  return trials;
}

/** Tries every combination of parameters on the research span and logs each as a trial; best Sharpe ratio first. */
export async function sweepStrategy(context: CommandContext, request: SweepRequest): Promise<unknown> {
  const sets = parseGrid(request.params);
  await using services = await openHomeServices(context.homePath, context.clock);
  const subject = await fileSubject(context, request.file);
  // A name or a value that the strategy does not take fails before anything is logged.
  for (const set of [sets[0] ?? {}, sets.at(-1) ?? {}]) subject.openSession(set);
  const opened = await openSeries(services, request.instrument, request.timeframe);
  const trials = await evaluateAll(context, subject, sets, opened);
  const runId = context.ids.next("sweep");
  const costs = configuredCosts(context.config.paper);
  const settings = { sweep: request.params, artifactSha256: subject.sha256 };
  const { ledger } = services;
  await logTrials({ runId, ledger, clock: context.clock, subject, opened, costs, settings }, trials);
  const ranked = trials
    .map(({ parameters, metrics }, index) => ({ experimentId: personTrialId(runId, index), parameters, metrics }))
    .sort((a, b) => (b.metrics?.sharpe ?? -Infinity) - (a.metrics?.sharpe ?? -Infinity));
  return {
    runId,
    strategy: subject.meta.name,
    artifactSha256: subject.sha256,
    ...opened.series,
    span: "research",
    trials: trials.length,
    warning: `The best of ${trials.length} tries is biased upwards; all of them are in the ledger, and later searches on this history count them.`,
    results: ranked.slice(0, LISTED_MAX).map(({ experimentId, parameters, metrics }) => ({
      experimentId,
      parameters,
      sharpe: metrics?.sharpe ?? null,
      maxDrawdown: metrics?.maxDrawdown ?? null,
      trades: metrics?.trades ?? null,
    })),
  };
}
