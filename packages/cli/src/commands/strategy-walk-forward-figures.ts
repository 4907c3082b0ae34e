import { DAY_MS, type PerformanceMetrics, sliceColumns, utcDay } from "@rara-trading/domain";
import { buyAndHoldReturns } from "@rara-trading/research";
import {
  dailyReturns,
  dayEndIndices,
  meanEquity,
  type TearsheetMetrics,
  tearsheetMetrics,
} from "@rara-trading/simulation";
import { isoTime } from "../output/iso-time.ts";
import type { FitMetric } from "../walk-forward/choose-set.ts";
import type { BarRange, FoldPlan } from "../walk-forward/cut-folds.ts";
import { normalMetrics, type WindowMarket, type WindowRun } from "../walk-forward/evaluate-window.ts";
import { type ParameterStability, parameterStability } from "../walk-forward/parameter-stability.ts";
import { type StitchedTest, stitchTests } from "../walk-forward/stitch-folds.ts";
import type { WalkedFold, WalkForwardOutcome } from "../walk-forward/walk-forward.ts";
import type { FitGrid } from "./strategy-default-grid.ts";
import type { OpenedSeries } from "./strategy-research-bars.ts";
import type { StrategySubject } from "./strategy-subject.ts";

/** A walk-forward with everything that a document or a report needs. */
export interface FinishedWalk {
  readonly subject: StrategySubject;
  readonly opened: OpenedSeries;
  readonly market: WindowMarket;
  readonly plan: FoldPlan;
  readonly grid: FitGrid;
  readonly metric: FitMetric;
  readonly outcome: WalkForwardOutcome;
}

/** Returns what a fold's test window brought; one that was sat out brought nothing. */
function testRun({ market }: FinishedWalk, { fold, test }: WalkedFold): WindowRun {
  if (test !== null) return test;
  const candles = sliceColumns(market.candles, fold.test.from, fold.test.to);
  const equity = new Float64Array(candles.length).fill(market.engine.capital);
  const nothing = { fills: [], refusals: [], roundTrips: [], barsInPosition: 0, tradedNotional: 0, ruined: false };
  return { candles, result: { equity, ...nothing } };
}

/** Returns the test windows strung together. */
export function stitchedOf(walk: FinishedWalk): StitchedTest {
  const runs = walk.outcome.folds.map((fold) => testRun(walk, fold));
  return stitchTests(runs, walk.market.engine);
}

/** Returns the bars from the first test window to the last. */
export function testRange({ outcome }: FinishedWalk): BarRange {
  return { from: outcome.folds[0]?.fold.test.from ?? 0, to: outcome.folds.at(-1)?.fold.test.to ?? 0 };
}

/** Returns the figures of the strung-together tests, against holding the instrument over the same days. */
export function stitchedFigures(walk: FinishedWalk, stitched: StitchedTest): TearsheetMetrics {
  const { calendar, engine, candles } = walk.market;
  const { from, to } = testRange(walk);
  const ends = dayEndIndices(stitched.openTimeMs);
  return tearsheetMetrics({
    dailyReturns: dailyReturns(stitched.equity, stitched.openTimeMs, engine.capital),
    dayMs: Float64Array.from(ends, (i) => utcDay(stitched.openTimeMs[i] ?? NaN) * DAY_MS),
    benchmarkReturns: buyAndHoldReturns(sliceColumns(candles, from, to)),
    calendar,
    roundTrips: stitched.roundTrips,
    bars: stitched.equity.length,
    barsInPosition: stitched.barsInPosition,
    tradedNotional: stitched.tradedNotional,
    costsQuote: stitched.costsQuote,
    meanEquity: meanEquity(stitched.equity) ?? engine.capital,
  });
}

/** A fold as the document and the report show it. */
export interface FoldRow {
  readonly fold: number;
  readonly train: { readonly from: string; readonly to: string; readonly bars: number };
  readonly test: { readonly from: string; readonly to: string; readonly bars: number };
  readonly parameters: Readonly<Record<string, number>> | null;
  /** At 10 % volatility, like the fits. */
  readonly inSample: PerformanceMetrics | null;
  readonly outOfSample: PerformanceMetrics | null;
}

/** Returns every fold that was walked. */
export function foldRows(walk: FinishedWalk): readonly FoldRow[] {
  const { openTimeMs } = walk.market.candles;
  const range = ({ from, to }: BarRange) => ({
    from: isoTime(openTimeMs[from] ?? 0),
    to: isoTime(openTimeMs[to - 1] ?? 0),
    bars: to - from,
  });
  return walk.outcome.folds.map(({ fold, chosen, test }) => ({
    fold: fold.index + 1,
    train: range(fold.train),
    test: range(fold.test),
    parameters: chosen?.set ?? null,
    inSample: chosen?.metrics ?? null,
    outOfSample: test === null ? null : normalMetrics(test, walk.market),
  }));
}

/** How much of what the fits promised the tests kept. */
export interface WalkForwardEfficiency {
  /** Mean annualised return of the tests over that of the fits, both at 10 % volatility; `null` unless the fits gained. */
  readonly annualisedReturn: number | null;
  /** Mean Sharpe ratio of the tests over that of the fits. */
  readonly sharpe: number | null;
  /** Share of the test windows that gained. */
  readonly gainingFolds: number | null;
}

function meanOf(values: readonly (number | null)[]): number | null {
  return values.length === 0 ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
}

function kept(outside: readonly (number | null)[], inside: readonly (number | null)[]): number | null {
  const [out, within] = [meanOf(outside), meanOf(inside)];
  return out === null || within === null || !(within > 0) ? null : out / within;
}

/** Returns the walk-forward efficiency (Pardo 2008: annualised profit out of sample over that in sample), a test that was sat out counting as 0. */
export function efficiencyOf(rows: readonly FoldRow[]): WalkForwardEfficiency {
  const of = (metric: "annualisedReturn" | "sharpe"): number | null =>
    kept(
      rows.map(({ outOfSample }) => outOfSample?.[metric] ?? null),
      rows.map(({ inSample }) => inSample?.[metric] ?? null),
    );
  const gaining = rows.filter(({ outOfSample }) => (outOfSample?.totalReturn ?? 0) > 0).length;
  return {
    annualisedReturn: of("annualisedReturn"),
    sharpe: of("sharpe"),
    gainingFolds: rows.length === 0 ? null : gaining / rows.length,
  };
}

/** Returns how stable the chosen parameters were. */
export function stabilityOf({ outcome, grid }: FinishedWalk): readonly ParameterStability[] {
  return parameterStability(
    outcome.folds.map(({ chosen }) => chosen?.set ?? null),
    grid.sets,
  );
}

/** Returns in one sentence what the walk-forward came to. */
export function walkVerdict(rows: readonly FoldRow[], figures: TearsheetMetrics): string {
  const { sharpe, probabilisticSharpe } = figures.ratios;
  const gaining = rows.filter(({ outOfSample }) => (outOfSample?.totalReturn ?? 0) > 0).length;
  const promised = meanOf(rows.map(({ inSample }) => inSample?.sharpe ?? null));
  const share = promised === null ? "" : `, after ${promised.toFixed(2)} on average in their fits`;
  const chance =
    probabilisticSharpe === null
      ? ""
      : ` The chance that its true Sharpe ratio is above 0 is ${(probabilisticSharpe * 100).toFixed(0)} %, if this was the first walk-forward on these bars.`;
  return sharpe === null
    ? "The chosen sets never traded in their test windows."
    : `On bars that no fit had seen, the chosen sets had a Sharpe ratio of ${sharpe.toFixed(2)}${share}, and ${gaining} of ${rows.length} test windows gained.${chance}`;
}
