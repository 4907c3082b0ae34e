import { type Hypothesis, RaraError } from "@rara-trading/domain";
import { CODE_GATES, type ProposalEvaluator } from "../campaign/evaluate-proposal.ts";
import { proposalOutcome } from "../campaign/proposal-outcome.ts";
import type { StrategyWorkshop } from "../campaign/strategy-workshop.ts";
import type { TrialRecord } from "../campaign/trial-record.ts";
import type { HypothesisGenerator } from "../generator/hypothesis-generator.ts";
import type { Family, StrategyTree } from "../hypothesis/strategy-tree.ts";
import { hashReturns } from "../ledger/return-vector.ts";
import type { ModelFacts } from "../ledger/trial-ledger.ts";
import type { CompiledCode } from "./campaign-model.ts";
import type { ModelTurn } from "./model-source.ts";
import { storedTrial } from "./stored-trial.ts";
import { type CodeRule, isTree, type NoRule, readTrialRule, ruleHash, type TrialRule } from "./trial-rule.ts";

/** A turn that came to something. */
type SpokenTurn = Exclude<ModelTurn, { kind: "nothing" }>;

/** A turn whose answer the ledger holds. */
type StoredTurn = Extract<ModelTurn, { kind: "stored" }>;

/** A model's trial, and whether the generator learned of something better than it had. */
export interface ModelTrial {
  readonly trial: TrialRecord<TrialRule>;
  readonly improved: boolean;
  /** What was evaluated of a rule that is code, to be judged with. */
  readonly code?: CompiledCode;
}

/** Those gates speak in the batch that logs the trial: a verdict that is missing, or comes of a later one, says that it passed them. */
function passedItsOwnGates({ verdict }: StoredTurn["trial"]): boolean {
  const { state } = verdict ?? {};
  return state === undefined || state.kind === "accepted" || (state.kind === "rejected" && !CODE_GATES.has(state.gate));
}

function otherCode(trialId: string, found: string): RaraError {
  return new RaraError(`Expected the code of ${trialId} to do what was logged of it, found ${found}`, {
    category: "bug",
    code: "research.other-code",
    hint: "Another compiler may have logged it: resume the run with the version that began it, or start another run.",
  });
}

/** Evaluates what a model proposes, in its place among the trials of the search. */
export class ModelTrials {
  readonly #runId: string;
  readonly #generator: HypothesisGenerator;
  readonly #evaluator: ProposalEvaluator;
  readonly #workshop: Pick<StrategyWorkshop, "compile">;
  readonly #bars: number;

  constructor(parts: {
    readonly runId: string;
    readonly generator: HypothesisGenerator;
    readonly evaluator: ProposalEvaluator;
    /** Compiles code that the ledger holds. */
    readonly workshop: Pick<StrategyWorkshop, "compile">;
    /** Bars that proposals are evaluated on. */
    readonly bars: number;
  }) {
    this.#runId = parts.runId;
    this.#generator = parts.generator;
    this.#evaluator = parts.evaluator;
    this.#workshop = parts.workshop;
    this.#bars = parts.bars;
  }

  /**
   * Returns the trial of a turn. What the ledger holds is evaluated again, to the same figures, where more than them is needed: a
   * tree is bred from again, and code that passed every gate of its own is judged again.
   * @throws RaraError `research.other-code` when stored code does not come to what was logged.
   */
  async evaluate(turn: SpokenTurn): Promise<ModelTrial> {
    if (turn.kind === "stored") {
      const { tree, hypothesis, model } = turn.trial;
      const rule = readTrialRule(tree);
      if (isTree(rule)) return this.#tree(rule, hypothesis.parentIds, model);
      this.#generator.pass();
      if (rule.kind === "code" && passedItsOwnGates(turn.trial)) return await this.#storedCode(turn.trial, rule);
      return { trial: storedTrial(turn.trial, rule, model), improved: false };
    }
    const { drafted, parentIds, family, model } = turn;
    if (drafted.kind === "tree") return this.#tree(drafted.tree, parentIds, model);
    const about = { ...this.#about(drafted.rule, family, parentIds), model };
    if (drafted.kind === "code") {
      const { rule: tree, code } = drafted;
      return { trial: this.#evaluator.evaluateCode({ ...about, tree }, code), improved: false, code };
    }
    const nothing = { metrics: null, dailyReturns: null, equityFraction: 0, checks: [] };
    return { trial: { ...about, ...nothing, failure: drafted.failure }, improved: false };
  }

  async #storedCode(stored: StoredTurn["trial"], tree: CodeRule): Promise<ModelTrial> {
    const { trialId, index, hypothesis, model, returnsHash } = stored;
    const made = await this.#workshop.compile(tree.source);
    if (made.kind === "failed") throw otherCode(trialId, "code that does not compile");
    const code = made.product;
    const trial = this.#evaluator.evaluateCode({ trialId, index, hypothesis, tree, model }, code);
    const isSame = trial.dailyReturns !== null && hashReturns(trial.dailyReturns) === returnsHash;
    if (!isSame) throw otherCode(trialId, "other daily returns");
    return { trial, improved: false, code };
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
