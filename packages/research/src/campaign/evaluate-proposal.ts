import { type PerformanceMetrics, RaraError } from "@rara-trading/domain";
import { mean, performanceMetrics, scaleReturns, volatilityFactor } from "@rara-trading/simulation";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { type TradedHypothesis, tradeHypothesis } from "../evaluator/evaluate-hypothesis.ts";
import { RungClimber } from "../halving/climb-rungs.ts";
import { CandidateLab } from "../gates/candidate-lab.ts";
import { FORM_GATE, formGate } from "../gates/form-gate.ts";
import { METRIC_GATES, metricGates } from "../gates/metric-gates.ts";
import { TradedCode } from "../gates/traded-code.ts";
import type { Proposal } from "../generator/hypothesis-generator.ts";
import type { CompiledCode } from "../model/campaign-model.ts";
import type { CodeRule, TrialRule } from "../model/trial-rule.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { researchEngine } from "./research-engine.ts";
import { firstRefusal, type TrialRecord } from "./trial-record.ts";

/** What an evaluation depends on. */
export type EvaluatorOptions = Pick<CampaignOptions, "runId" | "calendar" | "costs" | "capital" | "thresholds">;

/** Names of the gates that look at one model's code alone, as far as they were asked before the search was weighed. */
export const CODE_GATES: ReadonlySet<string> = new Set([...METRIC_GATES, FORM_GATE]);

/** Which trial an evaluation is for. */
type TrialAbout<Rule extends TrialRule> = Pick<
  TrialRecord<Rule>,
  "trialId" | "index" | "hypothesis" | "tree" | "model" | "rungs"
>;

function failedTrial<Rule extends TrialRule>(about: TrialAbout<Rule>, error: unknown): TrialRecord<Rule> {
  const fault = RaraError.from(error);
  const failure = { code: fault.code, reason: fault.message };
  return { ...about, metrics: null, dailyReturns: null, equityFraction: 0, checks: [], failure };
}

/** Runs proposals on the research span and asks the gates that look at one hypothesis at a time. */
export class ProposalEvaluator {
  readonly #cache: ColumnCache;
  readonly #options: EvaluatorOptions;
  readonly #climber: RungClimber;

  constructor(cache: ColumnCache, options: EvaluatorOptions) {
    this.#cache = cache;
    this.#climber = new RungClimber(cache, options.calendar);
    this.#options = options;
  }

  /**
   * Returns the trial of a proposal. An evaluation that throws is a trial that failed; one that a rung drops keeps the returns of
   * the days until there, and has no metrics: figures of a ninth of the span are none of the span.
   */
  evaluate(proposal: Proposal): TrialRecord {
    const { hypothesis, tree, index, rungs = [] } = proposal;
    const about = { trialId: `${this.#options.runId}-t${index + 1}`, index, hypothesis, tree };
    const engine = researchEngine(this.#options);
    if (rungs.length === 0) return this.#trialOf(about, () => tradeHypothesis(tree, this.#cache, engine));
    try {
      const { scores, dropped } = this.#climber.climb(tree, rungs, engine);
      const climbed = { ...about, rungs: scores };
      if (dropped === null) return this.#trialOf(climbed, () => tradeHypothesis(tree, this.#cache, engine));
      const dailyReturns = Float32Array.from(dropped.dailyReturns);
      return { ...climbed, metrics: null, dailyReturns, equityFraction: 0, checks: [dropped.check], failure: null };
    } catch (error) {
      return failedTrial(about, error);
    }
  }

  /** Returns the trial of a model's code, which one more gate looks at: the numbers in it must be such that G4 can move them. */
  evaluateCode(about: TrialAbout<CodeRule>, code: CompiledCode): TrialRecord<CodeRule> {
    const traded = new TradedCode(about.tree, code);
    const { calendar, thresholds } = this.#options;
    const trial = this.#trialOf(about, () =>
      new CandidateLab(traded, this.#cache, researchEngine(this.#options), calendar).trade({}),
    );
    if (trial.failure !== null) return trial;
    const form = formGate(about.tree.source, traded.meta.parameters, thresholds);
    return { ...trial, checks: [...trial.checks, form] };
  }

  #trialOf<Rule extends TrialRule>(about: TrialAbout<Rule>, trade: () => TradedHypothesis): TrialRecord<Rule> {
    try {
      const traded = trade();
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
      return failedTrial(about, error);
    }
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
export function earlyRejection(trial: Pick<TrialRecord, "checks" | "failure">): string | undefined {
  return trial.failure === null ? firstRefusal(trial.checks)?.gate : "failed";
}
