import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { firstBarAtOrAfter, RaraError, scaleCosts } from "@rara-trading/domain";
import { loadFinestCandles } from "@rara-trading/market-data";
import type { CommandContext } from "../command-context.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { isoTime } from "../output/iso-time.ts";
import { asksForFullModel, fullModel, stressedModel } from "./simulation-model.ts";
import { backtestAccount } from "./strategy-account.ts";
import { checkStrategy } from "./strategy-checks.ts";
import { askGuardedSpan } from "./strategy-guarded-span.ts";
import { askNeighbours } from "./strategy-neighbours.ts";
import { allParameters, parseParameters } from "./strategy-parameters.ts";
import { type OpenedSeries, openSeries, selectBars } from "./strategy-research-bars.ts";
import { backtestEngine, configuredCosts, runStrategy } from "./strategy-run.ts";
import { resolveSubject, type StrategySubject } from "./strategy-subject.ts";
import { type FinishedBacktest, tearsheetFiguresOf, tearsheetOf } from "./strategy-tearsheet.ts";

/** What `strategy backtest` was asked to do. */
export interface BacktestRequest {
  readonly subject: string;
  /** One, or several in one account; none for the only one that is stored. */
  readonly instruments: readonly string[];
  readonly timeframe: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly params: string | undefined;
  readonly span: string;
  readonly report: string | undefined;
}

/** Factor of the cost stress. */
const STRESS_FACTOR = 2;

type Span = "research" | "validation" | "vault";

function spanOf({ span, from, to, report }: BacktestRequest): Span {
  if (span === "research") return span;
  if (span !== "validation" && span !== "vault") {
    throw new RaraError(`Expected the span research, validation or vault, found ${JSON.stringify(span)}`, {
      category: "usage",
      code: "strategy.span",
      hint: "Give --span research, --span validation or --span vault.",
    });
  }
  if (from === undefined && to === undefined && report === undefined) return span;
  throw new RaraError(`Expected no --from, --to or --report with --span ${span}, found one`, {
    category: "usage",
    code: "strategy.span",
    hint: "Validation and vault answer pass or fail about the whole span; a tearsheet would give it away.",
  });
}

function plainSharpe(...[openSession, bars, engine, market]: Parameters<typeof runStrategy>): number | null {
  return runStrategy(openSession, bars, engine, { ...market, full: undefined }).metrics.sharpe;
}

function checkSeveral({ span, report }: BacktestRequest): void {
  if (span === "research" && report === undefined) return;
  throw new RaraError("Expected one --instrument with --report or a guarded --span, found several", {
    category: "usage",
    code: "strategy.account",
    hint: "Leave --report and --span out: the document holds the account's figures and each instrument's share.",
  });
}

async function runAll(
  context: CommandContext,
  services: HomeServices,
  request: BacktestRequest,
  opened: OpenedSeries,
  subject: StrategySubject,
): Promise<FinishedBacktest> {
  const { paper } = context.config;
  const { series, calendar, room } = opened;
  const given = parseParameters(request.params);
  const openSession = (): ReturnType<StrategySubject["openSession"]> => subject.openSession(given);
  const bars = selectBars(opened, request.from, request.to, subject.meta.warmupBars);
  const engine = backtestEngine(paper, bars.tradeFromMs);
  const { simulation } = context.config;
  const finer =
    simulation.finerFills === "off" ? undefined : await loadFinestCandles(services.store, series, bars.candles);
  const full = asksForFullModel(simulation)
    ? await fullModel(context, { series, calendar, candles: bars.candles, store: services.store })
    : undefined;
  const market = { series, calendar, finer, full };
  const run = runStrategy(openSession, bars, engine, market);
  const stressed = backtestEngine(paper, bars.tradeFromMs, scaleCosts(configuredCosts(paper), STRESS_FACTOR));
  const harder = full === undefined ? undefined : stressedModel(full, STRESS_FACTOR);
  const doubled = runStrategy(openSession, bars, stressed, { ...market, full: harder });
  const { checks, laggedSharpe } = checkStrategy({ openSession, candles: bars.candles, engine, calendar });
  const parameters = allParameters(subject.meta, given);
  const { candles } = room.research;
  const from = firstBarAtOrAfter(candles, bars.tradeFromMs);
  const neighbours = await askNeighbours(context, services, {
    subject,
    opened,
    parameters,
    market: { candles, calendar, engine },
    window: { from, to: from + run.candles.length },
    // The neighbours trade under the plain model, so that is what they are compared with.
    sharpe: full === undefined ? run.metrics.sharpe : plainSharpe(openSession, bars, engine, market),
  });
  return { subject, parameters, opened, run, doubled, checks, laggedSharpe, neighbours };
}

async function writeReport(context: CommandContext, file: string, finished: FinishedBacktest): Promise<string> {
  const { renderTearsheet } = await import("../report/tearsheet.ts");
  const path = resolve(context.workingDirectory, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, renderTearsheet(tearsheetOf(finished)));
  context.output.note(`Report: ${path}`);
  return path;
}

/** Runs a strategy over the research span, or asks one of the guarded spans about it. */
export async function backtestStrategy(context: CommandContext, request: BacktestRequest): Promise<unknown> {
  const span = spanOf(request);
  await using services = await openHomeServices(context.homePath, context.clock);
  const subject = await resolveSubject(context, services, request.subject);
  if (request.instruments.length > 1) {
    checkSeveral(request);
    return await backtestAccount(context, services, subject, { ...request, given: parseParameters(request.params) });
  }
  const opened = await openSeries(context, services, request.instruments[0], request.timeframe);
  if (span !== "research") {
    const parameters = allParameters(subject.meta, parseParameters(request.params));
    return await askGuardedSpan(context, services, opened, { span, subject, parameters });
  }
  const finished = await runAll(context, services, request, opened, subject);
  const reportPath = request.report === undefined ? null : await writeReport(context, request.report, finished);
  return { ...backtestDocument(finished), reportPath };
}

function backtestDocument(finished: FinishedBacktest): object {
  const { subject, parameters, opened, run, doubled, checks, laggedSharpe, neighbours } = finished;
  const { candles, result, metrics, model } = run;
  return {
    strategy: subject.meta.name,
    artifactSha256: subject.sha256,
    warnings: subject.warnings,
    parameters,
    instrument: opened.series.instrument,
    timeframe: opened.series.timeframe,
    span: "research",
    bars: candles.length,
    from: isoTime(candles.openTimeMs[0] ?? 0),
    to: isoTime(candles.openTimeMs.at(-1) ?? 0),
    model,
    metrics,
    benchmark: tearsheetFiguresOf(finished).benchmark,
    finalEquity: result.equity.at(-1) ?? null,
    fills: result.fills.length,
    ruined: result.ruined,
    costs: run.costs,
    doubledCosts: { sharpe: doubled.metrics.sharpe, totalReturn: doubled.metrics.totalReturn },
    oneBarLater: { sharpe: laggedSharpe },
    neighbours,
    checks,
  };
}
