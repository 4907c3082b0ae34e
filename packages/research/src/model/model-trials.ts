import type { Hypothesis } from "@rara-trading/domain";
import type { ProposalEvaluator } from "../campaign/evaluate-proposal.ts";
import { proposalOutcome } from "../campaign/proposal-outcome.ts";
import type { TrialRecord } from "../campaign/trial-record.ts";
import type { HypothesisGenerator } from "../generator/hypothesis-generator.ts";
import type { Family, StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { ModelFacts } from "../ledger/trial-ledger.ts";
import type { ModelTurn } from "./model-source.ts";
import { storedTrial } from "./stored-trial.ts";
import { type CodeRule, isTree, type NoRule, readTrialRule, ruleHash, type TrialRule } from "./trial-rule.ts";

/** A turn that came to something. */
type SpokenTurn = Exclude<ModelTurn, { kind: "nothing" }>;

/** A model's trial, and whether the generator learned of something better than it had. */
export interface ModelTrial {
  readonly trial: TrialRecord<TrialRule>;
  readonly improved: boolean;
}

/** Evaluates what a model proposes, in its place among the trials of the search. */
export class ModelTrials {
  readonly #runId: string;
  readonly #generator: HypothesisGenerator;
  readonly #evaluator: ProposalEvaluator;
  readonly #bars: number;

  constructor(parts: {
    readonly runId: string;
    readonly generator: HypothesisGenerator;
    readonly evaluator: ProposalEvaluator;
    /** Bars that proposals are evaluated on. */
    readonly bars: number;
  }) {
    this.#runId = parts.runId;
    this.#generator = parts.generator;
    this.#evaluator = parts.evaluator;
    this.#bars = parts.bars;
  }

  /** Returns the trial of a turn. A tree from the ledger is evaluated again, to the same figures, and bred from again. */
  evaluate(turn: SpokenTurn): ModelTrial {
    if (turn.kind === "stored") {
      const { tree, hypothesis, model } = turn.trial;
      const rule = readTrialRule(tree);
      if (isTree(rule)) return this.#tree(rule, hypothesis.parentIds, model);
      this.#generator.pass();
      return { trial: storedTrial(turn.trial, rule, model), improved: false };
    }
    const { drafted, parentIds, family, model } = turn;
    if (drafted.kind === "tree") return this.#tree(drafted.tree, parentIds, model);
    const about = { ...this.#about(drafted.rule, family, parentIds), model };
    if (drafted.kind === "code") {
      return { trial: this.#evaluator.evaluateCode({ ...about, tree: drafted.rule }, drafted.code), improved: false };
    }
    const nothing = { metrics: null, dailyReturns: null, equityFraction: 0, checks: [] };
    return { trial: { ...about, ...nothing, failure: drafted.failure }, improved: false };
  }

  #tree(tree: StrategyTree, parentIds: readonly string[], model: ModelFacts): ModelTrial {
    const trial = { ...this.#evaluator.evaluate(this.#generator.adopt(tree, parentIds)), model };
    return { trial, improved: this.#generator.report(proposalOutcome(trial, this.#bars)) };
  }

  #about<Rule extends CodeRule | NoRule>(rule: Rule, family: Family | null, parentIds: readonly string[]) {
    const { index, hypothesisId } = this.#generator.pass();
    const hypothesis: Hypothesis = {
      hypothesisId,
      english: rule.kind === "code" ? "A rule written as code." : "An answer without a rule.",
      treeHash: ruleHash(rule),
      family: family ?? "none",
      origin: "model",
      parentIds,
    };
    return { trialId: `${this.#runId}-t${index + 1}`, index, hypothesis, tree: rule };
  }
}
