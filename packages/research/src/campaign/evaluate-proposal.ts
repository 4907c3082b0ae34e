import { type PerformanceMetrics, RaraError } from "@rara-trading/domain";
import { mean, performanceMetrics, scaleReturns, volatilityFactor } from "@rara-trading/simulation";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { type TradedHypothesis, tradeHypothesis } from "../evaluator/evaluate-hypothesis.ts";
import { metricGates } from "../gates/metric-gates.ts";
import type { Proposal } from "../generator/hypothesis-generator.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { researchEngine } from "./research-engine.ts";
import { firstRefusal, type TrialRecord } from "./trial-record.ts";

/** What an evaluation depends on. */
export type EvaluatorOptions = Pick<CampaignOptions, "runId" | "calendar" | "costs" | "capital" | "thresholds">;

/** Runs proposals on the research span and asks the gates that look at one hypothesis at a time. */
export class ProposalEvaluator {
  readonly #cache: ColumnCache;
  readonly #options: EvaluatorOptions;

  constructor(cache: ColumnCache, options: EvaluatorOptions) {
    this.#cache = cache;
    this.#options = options;
  }

  /** Returns the trial of a proposal; an evaluation that throws is a trial that failed. */
  evaluate(proposal: Proposal): TrialRecord {
    const { hypothesis, tree, index } = proposal;
    const about = { trialId: `${this.#options.runId}-t${index + 1}`, index, hypothesis, tree };
    try {
      const traded = this.#trade(tree);
      const factor = volatilityFactor(traded.dailyReturns, this.#options.calendar);
      const metrics = this.#metricsAt(traded, factor);
      return {
        ...about,
        metrics,
        dailyReturns: Float32Array.from(traded.dailyReturns),
        equityFraction: Math.min(1, factor),
        checks: metricGates(metrics, traded.dailyReturns, this.#options.thresholds),
        failure: null,
      };
    } catch (error) {
      const fault = RaraError.from(error);
      const failure = { code: fault.code, reason: fault.message };
      return { ...about, metrics: null, dailyReturns: null, equityFraction: 0, checks: [], failure };
    }
  }

  #trade(tree: StrategyTree): TradedHypothesis {
    return tradeHypothesis(tree, this.#cache, researchEngine(this.#options));
  }

  /** What the hypothesis would have achieved at `factor` times its size; turnover scales with the position. */
  #metricsAt({ result, dailyReturns }: TradedHypothesis, factor: number): PerformanceMetrics {
    return performanceMetrics({
      dailyReturns: scaleReturns(dailyReturns, factor),
      calendar: this.#options.calendar,
      roundTrips: result.roundTrips,
      bars: this.#cache.candles.length,
      barsInPosition: result.barsInPosition,
      tradedNotional: result.tradedNotional * factor,
      meanEquity: mean(result.equity) ?? this.#options.capital,
    });
  }
}

/** Returns the name of what stopped a trial before the search-level gate, or undefined for a survivor. */
export function earlyRejection(trial: TrialRecord): string | undefined {
  return trial.failure === null ? firstRefusal(trial.checks)?.gate : "failed";
}
