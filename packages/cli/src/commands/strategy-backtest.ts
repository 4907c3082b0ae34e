import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { firstBarAtOrAfter, RaraError, scaleCosts } from "@rara-trading/domain";
import { loadFinestCandles } from "@rara-trading/market-data";
import type { CommandContext } from "../command-context.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { isoTime } from "../output/iso-time.ts";
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
  readonly instrument: string | undefined;
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
  const finer = await loadFinestCandles(services.store, series, bars.candles);
  const market = { series, calendar, finer };
  const run = runStrategy(openSession, bars, engine, market);
  const stressed = backtestEngine(paper, bars.tradeFromMs, scaleCosts(configuredCosts(paper), STRESS_FACTOR));
  const doubled = runStrategy(openSession, bars, stressed, market);
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
    sharpe: run.metrics.sharpe,
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
  const opened = await openSeries(services, request.instrument, request.timeframe);
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
