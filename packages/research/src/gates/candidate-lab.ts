import type { CandleColumns, MarketCalendar, RandomSource, TradingCosts } from "@rara-trading/domain";
import { daysPerYear, HOLD_TARGET } from "@rara-trading/domain";
import {
  type BacktestResult,
  dailyReturnsAt,
  type EngineOptions,
  runBacktest,
  sharpeRatio,
} from "@rara-trading/simulation";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { ColumnSession } from "../evaluator/column-session.ts";
import { targetsOf } from "../evaluator/targets-of.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { warmUpBars } from "../hypothesis/warm-up.ts";

/** What is different from the research evaluation. */
export interface Variation {
  /** Another rule. */
  readonly tree?: StrategyTree;
  readonly costs?: TradingCosts;
  /** Bars by which every decision comes too late. */
  readonly delayBars?: number;
  /** Decisions that never reach the market: the position stays what it was until the next decision. */
  readonly missed?: { readonly share: number; readonly random: RandomSource };
}

/** What a variation did on the research bars. */
export interface VariedRun {
  readonly result: BacktestResult;
  /** One simple return a UTC day that has bars, as traded. */
  readonly dailyReturns: Float64Array;
}

/** Returns the targets as many bars later; the first ones hold. */
function delayed(targets: Float64Array, bars: number): Float64Array {
  const late = new Float64Array(targets.length).fill(HOLD_TARGET);
  late.set(targets.subarray(0, Math.max(0, targets.length - bars)), Math.min(bars, targets.length));
  return late;
}

/** Returns the targets with a share of the changes missed. */
function withMissed(targets: Float64Array, share: number, random: RandomSource): Float64Array {
  const kept = targets.slice();
  let wanted = 0;
  let held = 0;
  for (const [i, target] of targets.entries()) {
    if (target === HOLD_TARGET) continue;
    if (target !== wanted) {
      wanted = target;
      if (random.next() >= share) held = target;
    }
    kept[i] = held;
  }
  return kept;
}

/** Trades variations of one candidate on the bars of the research span, as research trades: at full size, without guards. */
export class CandidateLab {
  readonly tree: StrategyTree;
  readonly calendar: MarketCalendar;
  readonly costs: TradingCosts;
  readonly capital: number;
  readonly #cache: ColumnCache;
  readonly #engine: EngineOptions;
  #base: VariedRun | undefined;

  constructor(tree: StrategyTree, cache: ColumnCache, engine: EngineOptions, calendar: MarketCalendar) {
    this.tree = tree;
    this.calendar = calendar;
    this.costs = engine.costs;
    this.capital = engine.capital;
    this.#cache = cache;
    this.#engine = engine;
  }

  get candles(): CandleColumns {
    return this.#cache.candles;
  }

  /** Index of the last bar of each UTC day. */
  get dayEnds(): Int32Array {
    return this.#cache.dayEnds;
  }

  /** The candidate as research evaluated it. */
  get base(): VariedRun {
    this.#base ??= this.trade({});
    return this.#base;
  }

  trade(variation: Variation): VariedRun {
    const { tree = this.tree, costs = this.#engine.costs, delayBars = 0, missed } = variation;
    let targets = targetsOf(tree, this.#cache);
    if (delayBars > 0) targets = delayed(targets, delayBars);
    if (missed !== undefined) targets = withMissed(targets, missed.share, missed.random);
    const session = new ColumnSession(targets, warmUpBars(tree), tree.exits);
    const result = runBacktest(session, this.#cache.candles, { ...this.#engine, costs });
    return { result, dailyReturns: dailyReturnsAt(result.equity, this.#cache.dayEnds, this.#engine.capital) };
  }

  /** Annualised Sharpe ratio of a variation; `null` when it never traded. */
  sharpe(variation: Variation): number | null {
    return this.sharpeOf(this.trade(variation).dailyReturns);
  }

  /** Annualised Sharpe ratio of daily returns on this calendar. */
  sharpeOf(dailyReturns: Float64Array): number | null {
    return sharpeRatio(dailyReturns, daysPerYear(this.calendar));
  }
}
