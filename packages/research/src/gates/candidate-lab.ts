import type { CandleColumns, MarketCalendar, StrategySession, TradingCosts } from "@rara-trading/domain";
import { daysPerYear } from "@rara-trading/domain";
import {
  type BacktestResult,
  dailyReturnsAt,
  type EngineOptions,
  runBacktest,
  sharpeRatio,
} from "@rara-trading/simulation";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import type { DecisionStress, TradedRule } from "./traded-rule.ts";

/** What is different from the research evaluation. */
export interface Variation extends DecisionStress {
  /** Another rule. */
  readonly rule?: TradedRule;
  readonly costs?: TradingCosts;
}

/** What a variation did on the research bars. */
export interface VariedRun {
  readonly result: BacktestResult;
  /** One simple return a UTC day that has bars, as traded. */
  readonly dailyReturns: Float64Array;
}

/** Trades variations of one candidate on the bars of the research span, as research trades: at full size, without guards. */
export class CandidateLab {
  readonly rule: TradedRule;
  readonly calendar: MarketCalendar;
  readonly costs: TradingCosts;
  readonly capital: number;
  readonly #cache: ColumnCache;
  readonly #engine: EngineOptions;
  #base: VariedRun | undefined;

  constructor(rule: TradedRule, cache: ColumnCache, engine: EngineOptions, calendar: MarketCalendar) {
    this.rule = rule;
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

  /** Trades a variation. @throws StrategyFault for what a strategy's code does under it. */
  trade({ rule = this.rule, costs = this.#engine.costs, ...stress }: Variation): VariedRun {
    const session: StrategySession = rule.newSession(stress);
    try {
      const result = runBacktest(session, this.#cache.candles, { ...this.#engine, costs });
      return { result, dailyReturns: dailyReturnsAt(result.equity, this.#cache.dayEnds, this.#engine.capital) };
    } finally {
      session[Symbol.dispose]?.();
    }
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
