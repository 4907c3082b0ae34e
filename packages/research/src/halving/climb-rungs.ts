import { daysPerYear, type GateCheck, type MarketCalendar, sliceColumns } from "@rara-trading/domain";
import { type EngineOptions, sharpeRatio } from "@rara-trading/simulation";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { tradeHypothesis } from "../evaluator/evaluate-hypothesis.ts";
import { thresholdCheck } from "../gates/threshold-check.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { HALVING_GATE, type Rung, type RungScore } from "./rung.ts";

/** Bytes of columns kept of each rung. */
const RUNG_CACHE_BYTES_MAX = 16 * 1024 * 1024;

/** How far a hypothesis came. */
export interface Climb {
  readonly scores: readonly RungScore[];
  /** The rung that dropped it, with its returns there, one a day; `null` when it climbed all. */
  readonly dropped: { readonly check: GateCheck; readonly dailyReturns: Float64Array } | null;
}

/** Evaluates hypotheses on the beginning of the research span first. */
export class RungClimber {
  readonly #whole: ColumnCache;
  readonly #calendar: MarketCalendar;
  readonly #prefixes = new Map<number, ColumnCache>();

  constructor(whole: ColumnCache, calendar: MarketCalendar) {
    this.#whole = whole;
    this.#calendar = calendar;
  }

  climb(tree: StrategyTree, rungs: readonly Rung[], engine: EngineOptions): Climb {
    const scores: RungScore[] = [];
    for (const { bars, sharpeMin } of rungs) {
      const { dailyReturns } = tradeHypothesis(tree, this.#prefix(bars), engine);
      const sharpe = sharpeRatio(dailyReturns, daysPerYear(this.#calendar));
      scores.push({ bars, sharpe });
      if (sharpeMin === null || (sharpe ?? -Infinity) >= sharpeMin) continue;
      return { scores, dropped: { check: this.#check(bars, sharpe, sharpeMin), dailyReturns } };
    }
    return { scores, dropped: null };
  }

  #check(bars: number, sharpe: number | null, sharpeMin: number): GateCheck {
    const first = `On the first ${bars} of ${this.#whole.candles.length} bars`;
    return thresholdCheck({
      gate: HALVING_GATE,
      actual: sharpe,
      threshold: sharpeMin,
      side: "least",
      says: `${first}, where the best third of the trials before went on, the Sharpe ratio is`,
      missing: `${first} its returns never vary`,
    });
  }

  #prefix(bars: number): ColumnCache {
    const known = this.#prefixes.get(bars);
    if (known !== undefined) return known;
    const cache = new ColumnCache(sliceColumns(this.#whole.candles, 0, bars), RUNG_CACHE_BYTES_MAX);
    this.#prefixes.set(bars, cache);
    return cache;
  }
}
