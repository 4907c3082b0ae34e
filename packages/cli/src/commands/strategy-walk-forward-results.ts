import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { PerformanceMetrics } from "@rara-trading/domain";
import {
  dailyReturns,
  dayEndIndices,
  meanEquity,
  performanceMetrics,
  scaleReturns,
  type TearsheetMetrics,
  volatilityFactor,
} from "@rara-trading/simulation";
import type { CommandContext } from "../command-context.ts";
import type { WalkForwardSheet } from "../report/walk-forward-report.ts";
import { historyReturns } from "../walk-forward/evaluate-window.ts";
import type { StitchedTest } from "../walk-forward/stitch-folds.ts";
import type { PersonRunLog } from "./strategy-trials.ts";
import {
  efficiencyOf,
  type FinishedWalk,
  foldRows,
  stabilityOf,
  stitchedFigures,
  stitchedOf,
  testRange,
  walkVerdict,
} from "./strategy-walk-forward-figures.ts";

function stitchedMetrics({ market }: FinishedWalk, stitched: StitchedTest): PerformanceMetrics {
  const { calendar, engine } = market;
  const returns = dailyReturns(stitched.equity, stitched.openTimeMs, engine.capital);
  const factor = volatilityFactor(returns, calendar);
  return performanceMetrics({
    dailyReturns: scaleReturns(returns, factor),
    calendar,
    roundTrips: stitched.roundTrips,
    bars: stitched.equity.length,
    barsInPosition: stitched.barsInPosition,
    tradedNotional: stitched.tradedNotional * factor,
    meanEquity: meanEquity(stitched.equity) ?? engine.capital,
  });
}

/** Logs the strung-together tests as one more trial, after the fits: they are a track record that somebody will quote. */
export async function logStitched(log: PersonRunLog, walk: FinishedWalk, index: number): Promise<void> {
  if (log.stored(index) !== undefined) return;
  const stitched = stitchedOf(walk);
  const chosen = walk.outcome.folds.map((fold) => fold.chosen?.set ?? null);
  await log.add([
    {
      index,
      about: { parameters: {}, walkForward: { metric: walk.metric, chosen } },
      words: `walked forward over ${chosen.length} folds`,
      metrics: stitchedMetrics(walk, stitched),
      dailyReturns: Float32Array.from(historyReturns(stitched.equity, walk.market, testRange(walk))),
    },
  ]);
}

/** Returns the document of a walk-forward. Figures of the whole are `null` until every fold was walked. */
export function walkForwardDocument(walk: FinishedWalk): object {
  const { subject, opened, plan, grid, metric, outcome } = walk;
  const rows = foldRows(walk);
  const stitched = outcome.status === "completed" ? stitchedOf(walk) : null;
  const figures = stitched === null ? null : stitchedFigures(walk, stitched);
  return {
    status: outcome.status,
    strategy: subject.meta.name,
    artifactSha256: subject.sha256,
    warnings: subject.warnings,
    ...opened.series,
    span: "research",
    scheme: plan.scheme,
    purgeBars: plan.purgeBars,
    metric,
    grid: grid.described,
    sets: grid.sets.length,
    fits: outcome.fits,
    verdict: figures === null ? null : walkVerdict(rows, figures),
    outOfSample: figures === null ? null : documentFigures(figures),
    finalEquity: stitched?.equity.at(-1) ?? null,
    fills: stitched?.fills ?? null,
    efficiency: figures === null ? null : efficiencyOf(rows),
    stability: stabilityOf(walk),
    folds: rows,
  };
}

/** Leaves the day-by-day and month-by-month series to the report. */
function documentFigures({ rolling: _rolling, monthlyReturns: _months, ...figures }: TearsheetMetrics): object {
  return figures;
}

function sheetOf(walk: FinishedWalk): WalkForwardSheet {
  const { subject, opened, plan, grid, metric, outcome, market } = walk;
  const rows = foldRows(walk);
  const stitched = stitchedOf(walk);
  const figures = stitchedFigures(walk, stitched);
  const ends = dayEndIndices(stitched.openTimeMs);
  const { from } = testRange(walk);
  const firstClose = market.candles.close[from] ?? NaN;
  return {
    name: subject.meta.name,
    artifactSha256: subject.sha256,
    instrument: opened.series.instrument,
    timeframe: opened.series.timeframe,
    status: outcome.status,
    scheme: plan.scheme,
    purgeBars: plan.purgeBars,
    metric,
    grid: grid.described,
    sets: grid.sets.length,
    fits: outcome.fits,
    verdict: walkVerdict(rows, figures),
    figures,
    efficiency: efficiencyOf(rows),
    stability: stabilityOf(walk),
    folds: rows,
    equity: Array.from(ends, (i) => (stitched.equity[i] ?? NaN) / market.engine.capital),
    hold: Array.from(ends, (i) => (market.candles.close[from + i] ?? NaN) / firstClose),
  };
}

/** Writes the report and returns where. */
export async function writeWalkReport(context: CommandContext, file: string, walk: FinishedWalk): Promise<string> {
  const { renderWalkForward } = await import("../report/walk-forward-report.ts");
  const path = resolve(context.workingDirectory, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, renderWalkForward(sheetOf(walk)));
  context.output.note(`Report: ${path}`);
  return path;
}
